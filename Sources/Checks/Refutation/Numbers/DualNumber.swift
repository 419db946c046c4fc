import Exact
import Numeric

/// A number with its first-order change in several directions, nested for higher derivatives.
///
/// A dual number v + Σ sₖεₖ belongs to one derivative, its tag; newer tags stand outside, and each
/// derivative takes its own tag away again, so derivatives of different variables are never mixed
/// up (J. Siskind, B. Pearlmutter, Perturbation confusion and referential transparency, IFL 2005).
indirect enum DualNumber: Sendable {
  case plain(Scalar)
  case dual(tag: Int, value: DualNumber, slopes: [DualNumber])
  /// A function of the variables of the integrals over ℝ that are being evaluated.
  case function(ExponentialSum)

  static let zero = DualNumber.plain(.zero)
  static let one = DualNumber.plain(.one)

  init(_ value: Rational) { self = .plain(.exact(value)) }

  var tag: Int { if case .dual(let tag, _, _) = self { tag } else { 0 } }

  /// Whether it is, or changes about, a function of a variable.
  var holdsFunction: Bool {
    switch self {
    case .plain: false
    case .dual(_, let value, let slopes):
      value.holdsFunction || slopes.contains(where: \.holdsFunction)
    case .function: true
    }
  }

  /// The number without any change; nothing is known of a function.
  var primal: Scalar {
    switch self {
    case .plain(let s): s
    case .dual(_, let value, _): value.primal
    case .function: .ball(.indeterminate(precision: Ball.defaultPrecision))
    }
  }

  /// The number without the change of one tag.
  func value(of tag: Int) -> DualNumber {
    if case .dual(tag, let value, _) = self { value } else { self }
  }

  /// The change of one tag in one direction.
  func slope(of tag: Int, _ direction: Int) -> DualNumber {
    if case .dual(tag, _, let slopes) = self { slopes[direction] } else { .zero }
  }

  var isPlainZero: Bool { if case .plain(let s) = self { s.isExactZero } else { false } }
}
