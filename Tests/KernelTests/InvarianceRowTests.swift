import Exact
import Kernel
import Testing

/// The cited rows about limits of trajectories. Their premises speak of all functions; each is evaluated at
/// trajectories that are known, xᵢ(t) = 1/(i (1 + t)) of ẋᵢ = −i xᵢ², where everything is rational.
@Suite("Cited rows about trajectories")
struct InvarianceRowTests {
  /// The rows that are tested here and nowhere else.
  static let names = Set((1...4).map { "laSalle\($0)" })

  private struct Example {
    let count: Int
    var premises: [Term]
    var conclusion: Term
  }

  /// The row for vᵢ = sign·i·qᵢ², V = fall·Σ qᵢ², g = q₁ and a bound.
  private static func example(
    _ m: Int, sign: Int = -1, fall: Int = 1, bound: Rational = 1
  ) throws -> Example {
    let t = Fixture.variable("t", .real)
    let q = (1...m).map { Fixture.variable("q\($0)", .real) }
    func function(_ body: Term) throws -> Term {
      try q.reversed().reduce(body) { try .lambda($1, $0) }
    }
    var field: [Term] = []
    var curves: [Term] = []
    var sum = try q[0] * q[0]
    for i in 1...m {
      field.append(try function(Fixture.numeral(sign * i) * q[i - 1] * q[i - 1]))
      curves.append(try .lambda(t, .inverse(Fixture.numeral(i) * (.one + t))))
      if i > 1 { sum = try sum + q[i - 1] * q[i - 1] }
    }
    let statement = try Axiom.laSalle(m).statement(
      field + [function(Fixture.numeral(fall) * sum), function(q[0])] + curves + [.real(bound)])
    var premises: [Term] = []
    var rest = statement
    while case .apply(.implies, let sides) = rest.node {
      premises.append(sides[0])
      rest = sides[1]
    }
    return Example(count: m, premises: premises, conclusion: rest)
  }

  /// The body of a formula ∀x… φ at some values.
  private static func at(_ values: [Term], _ formula: Term) throws -> Term {
    try values.reduce(formula) { formula, value in
      guard case .apply(let op, let predicate) = formula.node, op == .forAll || op == .exists else {
        throw Unreadable(what: "a quantifier")
      }
      return try predicate[0].at(value)
    }
  }

  @Test("a row is cited; continuity, a solution, bounds, a falling function, invariance are asked")
  func shape() throws {
    for m in 1...4 {
      let row = try #require(Axiom.table.first { $0.name == "laSalle\(m)" })
      #expect(row.kind == .cited && row.citation.contains("LaSalle") && row.arity == 2 * m + 3)
      #expect(try Self.example(m).premises.count == m + 6)
    }
    #expect(Axiom.table.filter { $0.kind == .cited }.allSatisfy { Self.names.contains($0.name) })
  }

  @Test("premises and conclusion hold of trajectories that are known", arguments: 1...4)
  func holds(_ m: Int) throws {
    let example = try Self.example(m)
    let model = Model()
    let times = [Rational(0), Rational(1, 2), 3, 20]
    for (k, start) in times.enumerated() {
      for premise in example.premises[(m + 2)..<(m + 4)] {
        #expect(try model.truth(of: Self.at([.real(start)], premise)) == .yes)
      }
      for end in times[k...] {
        let falls = try Self.at([.real(start), .real(end)], example.premises[m + 4])
        #expect(try model.truth(of: falls) == .yes)
      }
    }
    // From K = 8 on the value is below ε = 1/8.
    let limit = try Self.at([.real(Rational(1, 8))], example.conclusion)
    guard case .apply(.implies, let parts) = limit.node else { throw Unreadable(what: "a limit") }
    for time in [Rational(9), 20, 100] {
      #expect(try model.truth(of: Self.at([.real(8), .real(time)], parts[1])) == .yes)
    }
    #expect(try model.truth(of: Self.at([.real(1), .real(2)], parts[1])) == .no)
  }

  @Test("what is no solution, not bounded or rising is not accepted", arguments: 1...4)
  func refuses(_ m: Int) throws {
    let model = Model()
    let backwards = try Self.example(m, sign: 1).premises[m + 2]
    #expect(try model.truth(of: Self.at([.zero], backwards)) == .no)
    let narrow = try Self.example(m, bound: Rational(1, 2)).premises[m + 3]
    #expect(try model.truth(of: Self.at([.zero], narrow)) == .no)
    let rising = try Self.example(m, fall: -1).premises[m + 4]
    #expect(try model.truth(of: Self.at([.zero, .one], rising)) == .no)
  }

  @Test("continuity along curves is asked of the field, of V and of g", arguments: 1...4)
  func continuity(_ m: Int) throws {
    let example = try Self.example(m)
    let model = Model()
    let s = Fixture.variable("s", .real)
    let curves = try (1...m).map { try Term.lambda(s, s + Fixture.numeral($0)) }
    for premise in example.premises[..<(m + 2)] {
      var along = try Self.at(curves, premise)
      while case .apply(.implies, let sides) = along.node { along = sides[1] }
      // Along γᵢ(s) = s + i at 0: of −i q² it is −2i², of Σ q² it is 2 Σ i, of q it is 1.
      let derivatives = try (-40...40).filter {
        try model.truth(of: Self.at([.zero, Fixture.numeral($0)], along)) == .yes
      }
      #expect(derivatives.count == 1)
    }
  }
}
