import Exact
import Kernel
import Testing

/// A row without one of its premises, for which a counterexample must be found.
struct Dropped: Sendable, CustomTestStringConvertible {
  let row: String
  /// Counted from 0.
  let premise: Int

  var testDescription: String { "\(row) without premise \(premise)" }
}

extension Axiom: CustomTestStringConvertible {
  public var testDescription: String { name }
}

@Suite("Axiom rows in random finite models")
struct AxiomRowTests {
  /// The least number of instances at which a row must hold for certain, with true premises.
  private static let certain = 64
  private static let attempts = 6000
  /// The least number of instances at which it must not fail.
  private static let instances = 400

  /// Premises that no finite model can show to be needed, and why.
  static let unneeded: [String: [Int: String]] = [
    "integrableBetween": [
      0: "on finitely many atoms of finite mass everything is integrable",
      1: "on finitely many atoms of finite mass everything is integrable",
      2: "on finitely many atoms of finite mass everything is integrable",
      3: "on finitely many atoms of finite mass everything is integrable",
    ],
    "independentProduct": [
      3: "on finitely many atoms of finite mass everything is integrable",
      4: "on finitely many atoms of finite mass everything is integrable",
    ],
    "tonelli": [0: "finite sums may be exchanged whatever their signs"],
    "integralZero": [0: "no function without an integral is given the integral 0"],
    "samplesMember": [1: "on finitely many atoms a density times any function is integrable"],
    "samplesPair": [
      2: "on finitely many atoms a density times any function is integrable",
      3: "on finitely many atoms a density times any function is integrable",
    ],
    "samplesSubfamily": [2: "on finitely many atoms a density times any function is integrable"],
    "intermediateValue": [
      0: "trying finitely many numbers refutes no existence",
      1: "trying finitely many numbers refutes no existence",
      2: "trying finitely many numbers refutes no existence",
    ],
    "upperBarrier": [
      1: "trying finitely many numbers confirms no derivative everywhere",
      2: "trying finitely many numbers confirms no derivative everywhere",
    ],
    "singularKernel": [0: "trying finitely many vectors refutes no existence"],
    "minimalEigenvalueAttained": [0: "trying finitely many vectors refutes no existence"],
    "positiveFactor": [
      0: "trying finitely many matrices refutes no existence",
      1: "trying finitely many matrices refutes no existence",
    ],
  ]

  /// The rows that have no finite model.
  private static let elsewhere = LebesgueRowTests.names.union(InvarianceRowTests.names)

  /// Whether a formula speaks of all real numbers, which no model confirms by trying.
  private static func isOverReals(_ formula: Term) -> Bool {
    guard case .apply(.forAll, let predicate) = formula.node,
      case .lambda(.real, _) = predicate[0].node
    else { return false }
    return true
  }

  /// The instance of a row at a seed.
  private static func instance(_ row: Axiom, _ seed: Int) throws -> (Term, Model) {
    guard let generator = Instances.generators[row.name] else {
      throw Unreadable(what: "no generator for the row \(row.name)")
    }
    var builder = Builder(seed: UInt64(seed))
    let parameters = try generator(&builder)
    return (try row.statement(parameters), builder.model)
  }

  /// The premises of a chain of implications, and what they lead to.
  private static func split(_ statement: Term) -> (premises: [Term], conclusion: Term) {
    guard case .apply(.implies, let sides) = statement.node else { return ([], statement) }
    let (premises, conclusion) = split(sides[1])
    return ([sides[0]] + premises, conclusion)
  }

  @Test(
    "each row holds at 64 instances with true premises, and fails at none",
    arguments: Axiom.table.filter { !elsewhere.contains($0.name) })
  func holds(_ row: Axiom) throws {
    var certain = 0
    for seed in 0..<Self.attempts where certain < Self.certain || seed < Self.instances {
      let (statement, model) = try Self.instance(row, seed)
      let truth = try model.truth(of: statement)
      #expect(truth != .no, "\(row.name) fails at the seed \(seed): \(statement)")
      if truth == .no { return }
      let (premises, conclusion) = Self.split(statement)
      // Neither an unknown nor an empty truth counts.
      if try model.truth(of: conclusion) == .yes,
        try premises.allSatisfy({ premise in
          let truth = try model.truth(of: premise)
          return truth == .yes || (truth == .unknown && Self.isOverReals(premise))
        })
      {
        certain += 1
      }
    }
    #expect(certain >= Self.certain, "only \(certain) certain instances of \(row.name)")
  }

  static let dropped: [Dropped] = Axiom.table.flatMap { row in
    // Where there is no instance, the test above fails.
    if elsewhere.contains(row.name) { return [Dropped]() }
    guard let (statement, _) = try? instance(row, 0) else { return [Dropped]() }
    return split(statement).premises.indices
      .filter { unneeded[row.name]?[$0] == nil }.map { Dropped(row: row.name, premise: $0) }
  }

  @Test("each premise is needed: without it there is a counterexample", arguments: dropped)
  func premiseIsNeeded(_ dropped: Dropped) throws {
    let row = try #require(Axiom.table.first { $0.name == dropped.row })
    for seed in 0..<Self.attempts {
      let (statement, model) = try Self.instance(row, seed)
      var (premises, conclusion) = Self.split(statement)
      premises.remove(at: dropped.premise)
      if try model.truth(of: .implies(premises, conclusion)) == .no { return }
    }
    Issue.record("no counterexample to \(dropped.testDescription)")
  }

  /// The nearest falsehoods to some rows, on the parameters of these rows.
  static let falsehoods: [String: @Sendable ([Term]) throws -> Term] = [
    "squareRoot": { p in try .equal(.root(p[0] * p[0]), p[0]) },
    "expAdd": { p in try .equal(.exp(p[0] * p[1]), .exp(p[0]) * .exp(p[1])) },
    "logExp": { p in try .equal(.exp(.log(p[0])), p[0]) },
    "expTangent": { p in try .lessOrEqual(.exp(p[0]), .one + p[0]) },
    "powerSuccessor": { p in
      try .equal(.apply(.power, [p[0], p[1] + Fixture.natural(1)]), .apply(.power, [p[0], p[1]]))
    },
    "lessIff": { p in try .equal(.less(p[0], p[1]), .lessOrEqual(p[0], p[1])) },
    "characteristicExpansion": { p in
      try .equal(.apply(.characteristic, p), .cast(.apply(.determinant, [p[0]])))
    },
    "innerAsSum": { p in try .equal(.apply(.inner, p), .apply(.inner, [p[0], p[0]])) },
    "sumOfOnes": { p in
      let i = try Term.fresh("i", .finite(p[0]), avoiding: p)
      return try .equal(.sum(i, .one), .apply(.naturalToReal, [p[0] + .natural(1)]))
    },
    "sumOfOthers": { p in
      let j = try Term.fresh("j", .finite(p[0]), avoiding: p)
      return try .equal(
        .sum(j, .call(p[1], .apply(.others, [p[2], j]))), .apply(.sum, [p[1]]))
    },
    "integralZero": { p in
      try .implies(
        .equal(.apply(.integral, [p[0]]), .zero),
        .forAll(
          Term.variable("x", Fixture.Ω), .equal(.call(p[0], .variable("x", Fixture.Ω)), .zero)))
    },
    "productExp": { p in
      try .equal(.apply(.finiteProduct, p), .exp(.apply(.sum, p)))
    },
    "productConstant": { p in
      let i = try Term.fresh("i", .finite(p[1]), avoiding: p)
      return try .equal(.product(i, p[0]), .apply(.naturalToReal, [p[1]]) * p[0])
    },
    "integralAdd": { p in
      let x = try Term.fresh("ω", Fixture.Ω, avoiding: p)
      return try .equal(
        .apply(.integral, [.lambda(x, p[0].at(x) * p[1].at(x))]),
        .apply(.integral, [p[0]]) * .apply(.integral, [p[1]]))
    },
    "derivativeMultiply": { p in
      let t = try Term.fresh("t", .real, avoiding: p)
      return try .implies(
        [.apply(.hasDerivative, [p[0], p[2], p[4]]), .apply(.hasDerivative, [p[1], p[3], p[4]])],
        .apply(.hasDerivative, [.lambda(t, p[0].at(t) * p[1].at(t)), p[2] * p[3], p[4]]))
    },
    "almostEverywhereAll": { p in
      let x = try Term.fresh("ω", Fixture.Ω, avoiding: p)
      return try .implies(.apply(.almostEverywhere, p), .forAll(x, p[0].at(x)))
    },
  ]

  @Test("the nearest falsehoods are refuted", arguments: falsehoods.keys.sorted())
  func neighbour(_ name: String) throws {
    let generator = try #require(Instances.generators[name])
    let statement = try #require(Self.falsehoods[name])
    for seed in 0..<Self.attempts {
      var builder = Builder(seed: UInt64(seed))
      let parameters = try generator(&builder)
      if try builder.model.truth(of: statement(parameters)) == .no { return }
    }
    Issue.record("no counterexample to the neighbour of \(name)")
  }

  @Test("the generators are those of the table")
  func complete() {
    #expect(
      Set(Axiom.table.map(\.name)).subtracting(Self.elsewhere)
        == Set(Instances.generators.keys))
    #expect(Self.dropped.count >= 40)
    #expect(Set(Axiom.table.map(\.name)).count == Axiom.table.count)
    for row in Axiom.table { #expect(!row.citation.isEmpty && !row.law.isEmpty) }
  }

  @Test("the evaluator calls false what is false")
  func neighbours() throws {
    let (x, t) = (Fixture.x, Fixture.variable("t", .real))
    var model = Model()
    model.values[x] = .real(Real(Rational(-2)))
    let minusOne = Fixture.numeral(-1)
    let falsehoods: [Term] = try [
      .equal(.root(x * x), x), .equal(.exp(.one), .one), .less(.exp(.one), Fixture.numeral(2)),
      .equal(.zero / .zero, .one), .equal(.exp(.log(x)), x),
      .equal(Term.exp(.one).power(2), .exp(Fixture.numeral(3))),
      .apply(.hasDerivative, [.lambda(t, t * t), .one, .one]),
      .apply(.hasDerivative, [.lambda(t, .inverse(t)), .zero, .zero]),
      .equal(.imaginaryUnit * .imaginaryUnit, .cast(.one)),
      .equal(.apply(.complexRoot, [minusOne]), .cast(minusOne)),
    ]
    for falsehood in falsehoods { #expect(try model.truth(of: falsehood) == .no, "\(falsehood)") }
    // √2·√2 = 2 by intervals is no certain knowledge.
    let two = Fixture.numeral(2)
    #expect(try model.truth(of: .equal(.exp(.root(two)), .exp(.root(two)))) == .unknown)
  }
}
