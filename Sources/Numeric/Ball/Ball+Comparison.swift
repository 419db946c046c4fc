import CFLINT
import Exact

/// Questions with three answers.
///
/// Wrong: `if x.isZero != .yes { return y / x }`: x may still be zero. Right: `x.isZero == .no`.
extension Ball {
  /// Whether x < y: `yes` when the whole ball lies below the other, `no` when none of it does.
  public func isLess(than other: Ball) -> Certainty {
    unsafe decide(other, yes: arb_lt, no: arb_ge)
  }

  /// Whether x ≤ y.
  public func isAtMost(_ other: Ball) -> Certainty {
    unsafe decide(other, yes: arb_le, no: arb_gt)
  }

  /// Whether x = y: `yes` only when both balls are exact and equal, `no` when they are disjoint.
  public func equals(_ other: Ball) -> Certainty {
    unsafe decide(other, yes: arb_eq, no: arb_ne)
  }

  /// Whether x = 0: `yes` only for the exact 0.
  public var isZero: Certainty { equals(0) }

  /// Whether x > 0.
  public var isPositive: Certainty { Ball(0).isLess(than: self) }

  /// Whether x < 0.
  public var isNegative: Certainty { isLess(than: 0) }

  /// Whether x ≥ 0.
  public var isNonnegative: Certainty { isNegative.not }

  /// Whether the two balls have a point in common; the indeterminate ball overlaps every ball.
  public func overlaps(_ other: Ball) -> Bool {
    unsafe withPointer { a in unsafe other.withPointer { b in unsafe arb_overlaps(a, b) != 0 } }
  }

  /// Whether the ball contains this number; the indeterminate ball contains every number.
  public func contains(_ value: Rational) -> Bool {
    unsafe withPointer { a in
      unsafe value.withFraction { q in unsafe arb_contains_fmpq(a, q) != 0 }
    }
  }

  /// Whether every point of the other ball lies in this one.
  public func contains(_ other: Ball) -> Bool {
    unsafe withPointer { a in unsafe other.withPointer { b in unsafe arb_contains(a, b) != 0 } }
  }

  private typealias Test = (UnsafePointer<arb_struct>?, UnsafePointer<arb_struct>?) -> Int32

  @unsafe private func decide(_ other: Ball, yes: Test, no: Test) -> Certainty {
    unsafe withPointer { a in
      unsafe other.withPointer { b in
        if unsafe yes(a, b) != 0 { return .yes }
        return unsafe no(a, b) != 0 ? .no : .unknown
      }
    }
  }
}
