import CFLINT
import CGMP
import Exact

extension Rational {
  /// Lends a copy of the number as FLINT's `fmpq` for the length of one call.
  @unsafe func withFraction<R>(_ body: (UnsafePointer<fmpq>) -> R) -> R {
    var copy = fmpq()
    unsafe fmpq_init(&copy)
    defer { unsafe fmpq_clear(&copy) }
    unsafe withPointer { unsafe fmpq_set_mpq(&copy, $0) }
    return unsafe body(&copy)
  }

  /// The number that FLINT's `fmpq` holds.
  @unsafe init(fraction: UnsafePointer<fmpq>) {
    var copy = unsafe __mpq_struct()
    unsafe __gmpq_init(&copy)
    defer { unsafe __gmpq_clear(&copy) }
    unsafe fmpq_get_mpq(&copy, fraction)
    unsafe self.init(copying: &copy)
  }
}
