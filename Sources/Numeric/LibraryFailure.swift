import CFLINT
import Glibc

/// What happens when FLINT, Arb or their allocator cannot go on (no memory, misuse).
public enum LibraryFailure {
  /// The exit code of such an end, EX_SOFTWARE of sysexits.
  public static let exitCode: Int32 = 70

  /// From now on such a failure writes out what is buffered and ends the process with `exitCode`.
  ///
  /// FLINT's own way is to print to standard output and abort, which loses buffered output and prints a
  /// trace. To be called once, at the start of a program.
  public static func endProcessOrderly() {
    flint_set_abort {
      fflush(nil)
      exit(LibraryFailure.exitCode)
    }
  }
}
