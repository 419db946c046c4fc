import Exact
import Kernel

/// Quadratic forms that a linear recurrence keeps.
extension Prover {
  /// The context with Q(x_k, y_k, …) = Q(x_0, y_0, …) for the conserved quadratic forms Q of the
  /// recurrences, at the natural variables of the goal; `nil` when there are none.
  func withInvariants(of goal: Term) throws -> Prover? {
    let indices = goal.freeVariables.filter { $0.sort == .natural }
    guard !indices.isEmpty, !fuel.seeksInvariants else { return nil }
    fuel.seeksInvariants = true
    defer { fuel.seeksInvariants = false }
    let laws = try conservedForms(of: goal)
    guard !laws.isEmpty else { return nil }
    return try adding(laws.flatMap { law in try indices.map { try law.specialized(to: $0) } })
  }

  /// ∀k. Q(k) = Q(0) of the sequences in a term and of those that they depend on, for forms whose
  /// coefficients are polynomials in the parameters.
  func conservedForms(of goal: Term) throws -> [Theorem] {
    let heads = try recurrentSequences(in: goal)
    guard (1...3).contains(heads.count) else { return [] }
    let k = try fresh("k", .natural, heads[0])
    let next = try k + .natural(1)
    let states = try heads.map { try Term.call($0, k) }
    var images: [Polynomial] = []
    for head in heads {
      let form = try fraction(of: evaluate(.call(head, next)).right)
      guard form.value.denominator.isEmpty else { return [] }
      images.append(form.value.numerator)
    }
    // Linear in the state, with coefficients that do not depend on the index.
    let parameters = Set(images.flatMap(\.atoms)).subtracting(states)
      .sorted()
    guard parameters.count <= 3, !parameters.contains(where: { $0.contains(k) }),
      images.allSatisfy({ image in
        image.coefficients.keys.allSatisfy { monomial in
          states.reduce(0) { $0 + monomial.exponent(of: $1) } == 1
        }
      })
    else { return [] }
    for degree in 0...2 {
      let forms = try Self.conserved(states, images, parameters, degree)
      if forms.isEmpty { continue }
      return try forms.map { form in
        let value = try form.term(in: .real)
        let predicate = try Term.lambda(k, value)
        let goal = try Term.equal(value, predicate.instantiate(.natural(0)))
        return try prove(goal, depth: 0).generalizing(k)
      }
    }
    return []
  }

  /// The sequences with a recurrence that occur in a term, and those that they depend on.
  func recurrentSequences(in term: Term) throws -> [Term] {
    var heads: [Term] = []
    for rule in rules {
      let (head, arguments) = rule.left.called
      guard rule.variables.count == 1, arguments.count == 1,
        head.sort == .function(.natural, .real),
        arguments[0].arguments(of: .add) != nil, !heads.contains(head)
      else { continue }
      heads.append(head)
    }
    var relevant = heads.filter { term.freeVariables.contains($0) }
    var reached = 0
    while reached < relevant.count {
      let k = try fresh("k", .natural, relevant[reached])
      let image = try evaluate(.call(relevant[reached], k + .natural(1))).right
      relevant += heads.filter { image.freeVariables.contains($0) && !relevant.contains($0) }
      reached += 1
    }
    heads = heads.filter { relevant.contains($0) }
    return heads
  }

  /// A basis of the quadratic forms Q with Q(images) = Q(states), with coefficients of at most this
  /// degree in the parameters.
  private static func conserved(
    _ states: [Term], _ images: [Polynomial], _ parameters: [Term], _ degree: Int
  ) throws -> [Polynomial] {
    var scales: [Monomial] = [.one]
    var last = scales
    for _ in 0..<degree {
      last = last.flatMap { m in parameters.map { m * Monomial($0) } }
      for m in last where !scales.contains(m) { scales.append(m) }
    }
    var unknowns: [Polynomial] = []
    var columns: [[Monomial: Rational]] = []
    for i in states.indices {
      for j in i..<states.count {
        let change =
          try images[i] * images[j]
          - Polynomial(Monomial(states[i]) * Monomial(states[j]), 1)
        for scale in scales {
          let factor = Polynomial(scale, 1)
          unknowns.append(try factor * Polynomial(Monomial(states[i]) * Monomial(states[j]), 1))
          columns.append(try (factor * change).coefficients)
        }
      }
    }
    let rows = Set(columns.flatMap(\.keys))
    let kernel = Self.kernel(rows.map { row in columns.map { $0[row] ?? 0 } }, columns.count)
    return kernel.map { weights in
      zip(weights, unknowns).reduce(Polynomial.zero) { $0 + $1.1.scaled(by: $1.0) }
    }
  }

  /// A basis of the vectors that a matrix sends to 0.
  private static func kernel(_ matrix: [[Rational]], _ count: Int) -> [[Rational]] {
    var rows = matrix
    var pivots: [Int] = []
    var next = 0
    for column in 0..<count {
      guard let row = (next..<rows.count).first(where: { !rows[$0][column].isZero }),
        let inverse = rows[row][column].reciprocal
      else { continue }
      rows.swapAt(next, row)
      rows[next] = rows[next].map { $0 * inverse }
      for other in rows.indices where other != next && !rows[other][column].isZero {
        let factor = rows[other][column]
        rows[other] = zip(rows[other], rows[next]).map { $0 - factor * $1 }
      }
      pivots.append(column)
      next += 1
    }
    return (0..<count).filter { !pivots.contains($0) }.map { free in
      var vector = Array(repeating: Rational.zero, count: count)
      vector[free] = 1
      for (row, pivot) in pivots.enumerated() { vector[pivot] = -rows[row][free] }
      return vector
    }
  }
}
