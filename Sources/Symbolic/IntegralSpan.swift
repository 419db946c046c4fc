import Exact
import Kernel

/// The functions of one point that are known to be integrable, as a vector space over the functions
/// that do not depend on the point, in echelon form.
struct IntegralSpan {
  /// An integrable function.
  struct Member {
    let function: Term
    let integrable: Theorem
    /// ∫f = v; v is the integral itself where nothing else is known.
    let value: Theorem
    /// f(x) = its Laurent form.
    let form: Theorem
  }

  let point: Term
  private(set) var members: [Member] = []
  /// The members that are combinations of those before them: g = Σ cⱼ gⱼ.
  private(set) var dependent: [(member: Int, combination: [Int: Polynomial])] = []
  private var rows: [Row] = []

  private struct Row {
    var entries: [Monomial: Polynomial]
    /// The row as a combination of members.
    var combination: [Int: Polynomial]
    var pivot = Monomial.one
    var inverse = Polynomial.one
  }

  init(point: Term) { self.point = point }

  /// Adds a member that is not asked for in combinations.
  mutating func append(_ member: Member) throws { members.append(member) }

  mutating func add(_ member: Member) throws {
    members.append(member)
    let index = members.count - 1
    var row = Row(
      entries: try entries(of: Self.polynomial(member.form)), combination: [index: .one])
    try reduce(&row)
    if row.entries.isEmpty {
      row.combination[index] = nil
      dependent.append((index, row.combination.mapValues { -$0 }))
      return
    }
    // A rational pivot if there is one, else a product that can be inverted.
    let candidates = row.entries.filter { $0.value.coefficients.count == 1 }
    let ordered = candidates.map {
      (pivot: $0.key, isNumber: $0.value.constant != nil, text: "\($0.key)")
    }
    .sorted { a, b in a.isNumber == b.isNumber ? a.text < b.text : a.isNumber }
    for (pivot, _, _) in ordered {
      guard let (monomial, value) = row.entries[pivot]?.coefficients.first,
        let inverse = try monomial.inverted()
      else { continue }
      row.pivot = pivot
      row.inverse = Polynomial(inverse, Rational(1) / value)
      rows.append(row)
      return
    }
  }

  /// Whether some product that depends on the point occurs in the form with a rational coefficient, or none at all.
  func isMonic(_ form: Theorem) throws -> Bool {
    let entries = try entries(of: Self.polynomial(form)).filter { $0.key != .one }
    return entries.isEmpty || entries.contains { $0.value.constant != nil }
  }

  /// Coefficients cⱼ with Σ cⱼ gⱼ = the polynomial; `nil` when it is no such combination.
  func combination(_ polynomial: Polynomial) throws -> [Int: Polynomial]? {
    var row = Row(entries: try entries(of: polynomial), combination: [:])
    try reduce(&row)
    return row.entries.isEmpty ? row.combination.mapValues { -$0 } : nil
  }

  static func polynomial(_ form: Theorem) throws -> Polynomial {
    try RationalForm(nonzero: []).fraction(of: form.right).numerator
  }

  private func entries(of polynomial: Polynomial) throws -> [Monomial: Polynomial] {
    var result: [Monomial: Polynomial] = [:]
    for (monomial, coefficient) in polynomial.coefficients {
      let (dependent, constant) = monomial.split(by: point)
      result[dependent, default: .zero] =
        result[dependent, default: .zero] + Polynomial(constant, coefficient)
    }
    return result.filter { !$0.value.isZero }
  }

  private func reduce(_ row: inout Row) throws {
    for other in rows {
      guard let value = row.entries[other.pivot] else { continue }
      let factor = try (value * other.inverse).cancelled()
      for (monomial, entry) in other.entries {
        let rest = try row.entries[monomial, default: .zero] - (factor * entry).cancelled()
        row.entries[monomial] = rest.isZero ? nil : rest
      }
      row.entries[other.pivot] = nil
      for (member, entry) in other.combination {
        let rest = try row.combination[member, default: .zero] - (factor * entry).cancelled()
        row.combination[member] = rest.isZero ? nil : rest
      }
    }
  }

  // MARK: Theorems

  /// A function that is known to be integrable, with ∫G = its value.
  struct Combination {
    let function: Term
    let integrable: Theorem
    let value: Theorem
  }

  /// Σ cⱼ gⱼ as a theorem; throws when there is nothing to combine.
  func combination(_ coefficients: [Int: Polynomial]) throws -> Combination {
    var coefficients = coefficients
    if coefficients.isEmpty, !members.isEmpty { coefficients[0] = .zero }
    var result: Combination?
    for (index, coefficient) in coefficients.sorted(by: { $0.key < $1.key }) {
      let member = members[index]
      let c = try coefficient.term(in: .real)
      let scaled = try Theorem.use(.integralScale, [c, member.function], member.integrable)
        .conjuncts()
      let value = try scaled.1.then(.congruence(.multiply, [.reflexive(c), member.value]))
      guard let f = scaled.0.conclusion.arguments(of: .integrable)?[0] else { continue }
      guard let sum = result else {
        result = Combination(function: f, integrable: scaled.0, value: value)
        continue
      }
      let both = try Theorem.use(
        .integralAdd, [sum.function, f], sum.integrable, scaled.0
      ).conjuncts()
      guard let g = both.0.conclusion.arguments(of: .integrable)?[0] else { continue }
      result = Combination(
        function: g, integrable: both.0,
        value: try both.1.then(.congruence(.add, [sum.value, value])))
    }
    guard let result else { throw ProofFailure("nothing is known to be integrable") }
    return result
  }
}
