import CFLINT
import Numeric
import Testing

@Test("a failure inside of FLINT ends the process with its own exit code")
func libraryFailure() async {
  await #expect(processExitsWith: .exitCode(70)) {
    LibraryFailure.endProcessOrderly()
    flint_abort()
  }
}
