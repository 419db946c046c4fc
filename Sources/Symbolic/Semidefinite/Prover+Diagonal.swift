import Exact
import Kernel

/// Entries on the diagonal of definite matrices, and factors of the identity.
extension Prover {
  /// 0 ≤ Aᵢᵢ or 0 < Aᵢᵢ for the arguments A, i, i of an entry, from the quadratic form of A at the i-th
  /// unit vector.
  func diagonalBound(_ entry: [Term]) throws -> Theorem? {
    guard entry.count == 3, entry[1] === entry[2], entry[0].isSquareMatrix,
      !entry[0].isExplicitMatrix, !fuel.seeksDiagonal,
      facts.contains(where: { $0.conclusion.arguments(of: .forAll)?[0].isFormOfVector == true })
    else { return nil }
    fuel.seeksDiagonal = true
    defer { fuel.seeksDiagonal = false }
    let (a, i) = (entry[0], entry[1])
    let n = try a.rows
    let k = try fresh("k", .finite(n), a, i)
    let unit: Term = try .apply(.vector, [.lambda(k, .apply(.indicator, [.equal(k, i)]))])
    // The i-th entry of the unit vector is 1.
    let zero = try Theorem.assume(.equal(unit, .zeros(n)))
    let entries = try Theorem.congruence(.entry, [zero, .reflexive(i)])
    let (one, none) = try (evaluate(entries.left), evaluate(entries.right))
    let value = try one.then(elementary(one.right))
    let equal = try value.symmetric().then(entries).then(none)
    let apart = try Theorem.arithmetic(.not(.equal(.one, .zero))).refuting(equal)
      .negating(zero.conclusion)
    let square: Term = try .apply(.inner, [unit, .apply(.product, [a, unit])])
    guard let bound = try? adding([apart]).quadraticBound(square), let op = bound.relation else {
      return nil
    }
    let sum = try evaluate(square)
    let whole = try sum.then(elementary(sum.right))
    let goal: Term = try .apply(.entry, entry)
    return try bound.rewritten(
      by: .congruence(op, [.reflexive(.zero), whole.then(.ring(whole.right, goal))]))
  }

  /// det A ≠ 0 for a factor A of a known product A B = I or B A = I.
  func regularByFactor(_ a: Term) -> Theorem? {
    for fact in facts {
      guard let sides = fact.conclusion.arguments(of: .equal), sides[0].isSquareMatrix,
        let result = try? regularFactor(a, of: fact)
      else { continue }
      return result
    }
    return nil
  }

  private func regularFactor(_ a: Term, of fact: Theorem) throws -> Theorem? {
    var (left, right) = try fact.sides
    var equation = fact
    if right.arguments(of: .product) != nil {
      (left, right, equation) = (right, left, try fact.symmetric())
    }
    guard let factors = left.arguments(of: .product), factors.contains(a),
      factors.allSatisfy(\.isSquareMatrix), try right === Term.identity(left.rows)
    else { return nil }
    // det A · det B = det I = 1.
    let product = try Theorem.axiom(.determinantOfProduct, factors).symmetric()
      .then(.congruence(.determinant, [equation]))
      .then(.axiom(.determinantOfIdentity, [left.rows]))
    let zero = try Theorem.assume(.equal(.apply(.determinant, [a]), .zero))
    let vanishing = try Theorem.congruence(
      .multiply,
      factors.map { factor in
        factor === a ? zero : try .reflexive(.apply(.determinant, [factor]))
      })
    let nothing = try vanishing.then(.ring(vanishing.right, .zero))
    return try Theorem.arithmetic(.not(.equal(.one, .zero)))
      .refuting(product.symmetric().then(nothing)).negating(zero.conclusion)
  }
}

extension Term {
  /// Whether a predicate is about vectors of symbolic length.
  fileprivate var isFormOfVector: Bool {
    if case .lambda(.vector, _) = node { true } else { false }
  }
}
