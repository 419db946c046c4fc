import Numeric

/// What a statement comes to at an instance, with the two sides that decide it.
struct Judgement {
  var truth: Certainty
  /// The two sides; they are only made into text when they are shown.
  var values: (left: SurfaceValue, right: SurfaceValue)?
  private var texts: (left: String, right: String)?
  var relation = ""
  /// What the two sides do not show: the entry, the point, the reason.
  var note: String?
  /// Whether the statement fails because a side has no value.
  var isUndefined = false
  /// Whether it holds because its hypothesis does not.
  var isVacuous = false
  /// The fewest certain bits of what was compared.
  var bits = Judgement.exact
  /// Whether a comparison came out `unknown` because two tight enclosures overlap.
  var isOverlap = false
  /// Whether only samples of what the statement is about were tried, and none failed.
  var isSampled = false
  /// Values that the instance was extended with.
  var extra: [(name: String, value: String)] = []

  /// The number of bits that stands for an exact comparison.
  static let exact = 1 << 20

  init(_ truth: Certainty) { self.truth = truth }

  /// No sample failed.
  static var sampled: Judgement {
    var result = Judgement(.unknown)
    result.isSampled = true
    return result
  }

  var left: String {
    get { texts?.left ?? values?.left.text ?? "" }
    set { texts = (newValue, right) }
  }

  var right: String {
    get { texts?.right ?? values?.right.text ?? "" }
    set { texts = (left, newValue) }
  }

  /// A side with so many digits.
  func text(left isLeft: Bool, digits: Int) -> String {
    guard texts == nil, let values else { return isLeft ? left : right }
    return (isLeft ? values.left : values.right).text(digits: digits)
  }

  static func undefined(_ reason: String, side: String) -> Judgement {
    var result = Judgement(.no)
    result.isUndefined = true
    result.note = "\(side) undefined: \(reason)"
    return result
  }

  /// Whether the statement held as far as enclosures can tell.
  var agrees: Bool { truth == .yes || (truth == .unknown && (isOverlap || isSampled)) }

  /// Both together: the first that fails, else the weaker one.
  func and(_ other: Judgement) -> Judgement {
    if truth == .no { return self }
    if other.truth == .no { return other }
    var result = truth == .unknown ? self : other
    result.truth = truth.and(other.truth)
    result.bits = min(bits, other.bits)
    let isOpen = agrees && other.agrees && result.truth == .unknown
    result.isOverlap = isOpen && (isOverlap || other.isOverlap)
    result.isSampled = (isOpen || result.truth == .yes) && (isSampled || other.isSampled)
    result.isVacuous = isVacuous && other.isVacuous
    return result
  }
}
