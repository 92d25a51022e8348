import css from './color-field.module.css'

/** Ten colours that stand apart from each other on light and dark ground. */
export const labelColors = [
  '#1d5fd1',
  '#0e7c86',
  '#17803d',
  '#7a8b00',
  '#b87900',
  '#d1541d',
  '#c5283d',
  '#b8307f',
  '#7b3fc4',
  '#64707d',
] as const

/** Any colour, with a few at hand. */
export function ColorField({
  label,
  isLabelHidden = false,
  value,
  onChange,
}: {
  readonly label: string
  readonly isLabelHidden?: boolean
  readonly value: string
  readonly onChange: (color: string) => void
}) {
  return (
    <label className={css.field}>
      <span className={isLabelHidden ? 'visually-hidden' : css.label}>{label}</span>
      <input
        type="color"
        className={css.input}
        list="label-colors"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id="label-colors">
        {labelColors.map((color) => (
          <option key={color} value={color}>
            {color}
          </option>
        ))}
      </datalist>
    </label>
  )
}
