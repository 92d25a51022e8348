/** Voice messages: from the microphone where there is one. */
let recorder

/** First press begins, second ends and hands the sound over. */
export async function toggleRecording(button, done, complain) {
  if (recorder) return recorder.stop()
  const type = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'].find((each) =>
    window.MediaRecorder?.isTypeSupported(each),
  )
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null)
  if (!stream || !type)
    return complain('There is no microphone to use. Send an audio file instead.')
  const pieces = []
  recorder = new MediaRecorder(stream, { mimeType: type })
  recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data))
  recorder.addEventListener('stop', () => {
    for (const track of stream.getTracks()) track.stop()
    recorder = undefined
    button.setAttribute('aria-pressed', 'false')
    void done(new Blob(pieces, { type: type.split(';')[0] }))
  })
  recorder.start()
  button.setAttribute('aria-pressed', 'true')
  return undefined
}
