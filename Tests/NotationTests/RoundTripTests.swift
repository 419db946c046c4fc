import Exact
import Testing

@testable import Notation

/// Random trees of every construct that reading can give.
private struct Trees {
  var generator: SeededGenerator
  let place = Place(file: "tree", line: 1, column: 1)

  mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

  func make(_ form: Expression.Form) -> Expression { Expression(form, at: place) }

  func symbol(_ name: String) -> Expression { make(.symbol(name)) }

  mutating func leaf() -> Expression {
    switch pick(9) {
    case 0: make(.number(Rational(pick(30))))
    case 1: make(.number(Rational(pick(50), [2, 4, 5, 8, 40, 125][pick(6)])))
    case 2: make(.constant([.imaginaryUnit, .euler, .pi, .infinity][pick(4)]))
    case 3: make(.index(symbol("w"), [symbol("j")]))
    case 4: make(.index(symbol("s"), [make(.binary(.add, symbol("k"), make(.number(1))))]))
    default: symbol(["x", "y", "\\gamma", "\\psi_0", "D^*", "d", "x_{10}"][pick(7)])
    }
  }

  mutating func vector(_ depth: Int) -> Expression {
    switch depth <= 0 ? 0 : pick(6) {
    case 5: make(.gradient(scalar(depth - 1), by: ["w"]))
    case 1: make(.tuple((0..<(2 + pick(2))).map { _ in scalar(depth - 1) }))
    case 2: make(.binary(.multiply, matrix(depth - 1), vector(depth - 1)))
    case 3: make(.binary(.hadamard, vector(depth - 1), symbol("w")))
    case 4: make(.gradient(scalar(depth - 1), by: ["x", "y"]))
    default: symbol("w")
    }
  }

  mutating func matrix(_ depth: Int) -> Expression {
    switch depth <= 0 ? 0 : pick(8) {
    case 6: make(.gradient(scalar(depth - 1), by: ["A"]))
    case 7: identity()
    case 1: make(.transpose(matrix(depth - 1)))
    case 2: make(.call(.inverse, [matrix(depth - 1)]))
    case 3: make(.call(.diag, [vector(depth - 1)]))
    case 4: make(.binary([.add, .hadamard, .kronecker][pick(3)], matrix(depth - 1), symbol("A")))
    case 5:
      make(.matrix((0..<(1 + pick(2))).map { _ in [scalar(depth - 1), scalar(depth - 1)] }))
    default: symbol("A")
    }
  }

  mutating func identity() -> Expression {
    let n = symbol("n")
    let sizes = [n, make(.number(2)), make(.binary(.multiply, n, symbol("m")))]
    return make(.index(make(.constant(.identity)), [sizes[pick(3)]]))
  }

  mutating func entryDerivative(_ e: Expression) -> Expression {
    pick(2) == 0
      ? make(.partialEntry(e, of: "w", indices: [symbol("j")]))
      : make(.partialEntry(e, of: "A", indices: [symbol("j"), make(.number(1))]))
  }

  mutating func scalar(_ depth: Int) -> Expression {
    guard depth > 0 else { return leaf() }
    let d = depth - 1
    switch pick(20) {
    case 17: return entryDerivative(scalar(d))
    case 18:
      let operations: [NamedOperator] = [.minimalEigenvalue, .maximalEigenvalue, .rank]
      return make(.call(operations[pick(3)], [matrix(d)]))
    case 0: return make(.negate(scalar(d)))
    case 1, 2, 3:
      let operation: BinaryOperator = [.add, .subtract, .multiply, .divide][pick(4)]
      return make(.binary(operation, scalar(d), scalar(d)))
    case 4: return make(.binary(.inner, vector(d), vector(d)))
    case 5:
      // e^x is read as exp, so e is no base.
      let base = scalar(d)
      return base.form == .constant(.euler) ? base : make(.power(base, scalar(d)))
    case 6:
      let operations: [NamedOperator] = [
        .log, .exp, .sqrt, .sin, .tanh, .logistic, .abs, .realPart, .variance,
      ]
      return make(.call(operations[pick(9)], [scalar(d)]))
    case 7: return make(.call([.norm][0], [vector(d)]))
    case 8: return make(.call([.determinant, .trace][pick(2)], [matrix(d)]))
    case 9: return make(.apply(symbol("f"), [scalar(d)]))
    case 10: return make(.apply(make(.prime(symbol("f"))), [scalar(d)]))
    case 11: return make(.partial(scalar(d), by: "x", order: 1 + pick(2)))
    case 12: return make(.bind(.sum("j", from: nil, through: nil), body: scalar(d)))
    case 13: return make(.bind(.product("j", from: leaf(), through: leaf()), body: scalar(d)))
    case 14: return make(.bind(.integral("x", from: leaf(), to: scalar(d)), body: scalar(d)))
    case 15:
      let laws: [Law] = [
        .dirac(scalar(d)), .bernoulli(leaf()), .normal(mean: leaf(), variance: leaf()),
        .uniform(leaf(), leaf()),
      ]
      return make(.bind(.expectation(pick(3) == 0 ? [:] : ["x": laws[pick(4)]]), body: scalar(d)))
    case 16:
      let condition = pick(2) == 0 ? nil : formula(d)
      let operation: NamedOperator = [.maximum, .argMin][pick(2)]
      return make(.bind(.extremum(operation, "y", condition: condition), body: scalar(d)))
    default: return make(.bind(.limit("k", to: leaf(), side: .both), body: scalar(d)))
    }
  }

  mutating func formula(_ depth: Int) -> Expression {
    let d = depth - 1
    switch depth <= 0 ? 0 : pick(10) {
    case 1: return make(.not(formula(d)))
    case 2: return make(.and(formula(d), formula(d)))
    case 3: return make(.or(formula(d), formula(d)))
    case 4: return make(.implies(formula(d), formula(d)))
    case 5: return make(.iff(formula(d), formula(d)))
    case 6: return make(.forAll("x", formula(d)))
    case 7: return make(.exists("y", formula(d)))
    case 8:
      let set = make(.set((0..<pick(3)).map { _ in scalar(d) }))
      return make(.relation(.member, scalar(d), set))
    case 9:
      let builder = make(.setBuilder(pick(2) == 0 ? ["x"] : ["x", "y"], formula(d)))
      return make(.relation(.subset, builder, make(.set([leaf()]))))
    case 7 where pick(2) == 0:
      let relation: Relation = pick(2) == 0 ? .definite : .semidefinite
      return make(.relation(relation, matrix(d), matrix(d)))
    default:
      let relations: [Relation] = [.equal, .less, .greaterOrEqual, .notEqual]
      return make(.relation(relations[pick(4)], scalar(d), scalar(d)))
    }
  }
}

@Suite struct RoundTripTests {
  static let block = #"""
    x, y, \gamma, \psi_0, D^*, d, x_{10} : real
    n, m : size;  j : index n;  k : natural
    w : real[n];  A : real[n,n]
    f : real -> real;  s : sequence
    p : density(x)
    """#

  /// read(print(t)) = t.
  @Test(arguments: 0..<6) func random(_ seed: Int) throws {
    let scope = try given(Self.block)
    var trees = Trees(generator: SeededGenerator(seed: UInt64(1000 + seed)))
    for round in 0..<600 {
      let depth = 1 + round % 6
      let tree = round % 2 == 0 ? trees.scalar(depth) : trees.formula(depth)
      let printed = tree.latex
      do throws(ReadingError) {
        let again = try readExpression(printed, in: scope)
        #expect(again == tree, "seed \(seed), \(printed)\n\(tree.readBack)\n\(again.readBack)")
      } catch {
        Issue.record("seed \(seed), \(printed)\n\(tree.readBack)\n\(error)")
      }
    }
  }
}
