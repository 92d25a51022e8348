/** The sample adapter passes the suite as it is: what create-adapter copies is sound. */
import '../testkit/acme/test/conformance.test.ts'
