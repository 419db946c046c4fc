import CFLINT
import Exact
import Glibc

extension Ball: CustomStringConvertible {
  /// `0.333333333333333 ± 3.34e-16`: at most 20 digits, each of which is certain, and the radius; an
  /// exact short number stands without one.
  public var description: String { text(digits: 20) }

  /// As `description`, with at most `digits` digits.
  public func text(digits: Int) -> String {
    guard isFinite else { return "indeterminate" }
    guard let buffer = unsafe withPointer({ unsafe arb_get_str($0, max(digits, 1), 0) }) else {
      return ""
    }
    defer { unsafe flint_free(buffer) }
    var text = unsafe String(cString: buffer)
    if text.hasPrefix("[") { text = String(text.dropFirst().dropLast()) }
    if let sign = text.firstRange(of: "+/- ") { text.replaceSubrange(sign, with: "± ") }
    return text
  }
}

extension Ball {
  /// The first `digits` significant digits of the number, rounded correctly; `nil` when the ball is too
  /// wide to determine them, indeterminate, or too large to write out.
  ///
  /// Rounding is monotone: when both ends round to the same decimal, so does all between.
  public func decimal(digits: Int) -> Decimal? {
    guard let below = lower?.decimal(digits: digits), below == upper?.decimal(digits: digits) else {
      return nil
    }
    return below
  }
}
