import Exact
import Kernel

/// Two points of one space, integrated over one after the other: ∫∫ F(x, y) = ∫∫ F(y, x) for F ≥ 0.
extension Prover {
  /// a = b after iterated integrals in them were made symmetric: ∫∫ F(x, y) is half of
  /// ∫∫ (F(x, y) + F(y, x)).
  func bySymmetry(_ a: Term, _ b: Term) throws -> Theorem? {
    guard a.sort == .real, !fuel.exchangesPoints,
      !a.integralAtoms.isEmpty || !b.integralAtoms.isEmpty
    else { return nil }
    fuel.exchangesPoints = true
    defer { fuel.exchangesPoints = false }
    let (left, right) = try (laurent(a), laurent(b))
    var equations: [Term: Theorem] = [:]
    for integral in try Set(left.right.integralAtoms + right.right.integralAtoms).sorted() {
      equations[integral] = try? withPointsExchanged(integral)
    }
    guard !equations.isEmpty else { return nil }
    let (first, second) = try (
      left.then(Self.substituting(equations, in: left.right)),
      right.then(Self.substituting(equations, in: right.right))
    )
    guard let same = try? equation(first.right, second.right) else { return nil }
    return try first.then(same).then(second.symmetric())
  }

  /// ∫ w(x) ∫ G(x, y) dy dx = ½ ∫∫ (F(x, y) + F(y, x)) dy dx for F = w(x) G(x, y) ≥ 0.
  private func withPointsExchanged(_ integral: Term) throws -> Theorem {
    guard let function = integral.arguments(of: .integral)?[0],
      case .lambda(let space, _) = function.node, case .space = space
    else { throw ProofFailure("an integral over a space", integral) }
    let x = try fresh("x", space, integral)
    let y = try fresh("y", space, integral, x)
    let body = try function.instantiate(x)
    var factors = Randomness.factors(of: body)
    guard
      let place = factors.lastIndex(where: {
        guard case .lambda(space, _)? = $0.arguments(of: .integral)?[0].node else { return false }
        return !isMarginal($0)
      }), let inner = factors.remove(at: place).arguments(of: .integral)?[0]
    else { throw ProofFailure("an integral under the integral", integral) }
    let w = try factors.isEmpty ? .one : factors.dropFirst().reduce(factors[0]) { try $0 * $1 }
    let G = try inner.instantiate(y)
    let F = try w * G
    let (here, both) = try (at(x), at(x).at(y))
    let isNonnegative = try both.nonnegative(F).generalizing(y).generalizing(x)
    // Of each x: ∫ F(x, y) dy = w(x) ∫ G(x, y) dy.
    let (isRow, row) = try Theorem.use(
      .integralScale, [w, inner], here.prove(.apply(.integrable, [inner]), depth: 20)
    ).conjuncts()
    let value = try Theorem.ring(body, row.right).then(row.symmetric()).abstracting(x)
    let isWhole = try prove(.apply(.integrable, [function]), depth: 20)
      .rewritten(by: .congruence(.integrable, [value]))
    let (areColumns, rest) = try Theorem.use(
      .tonelli, [.lambda(x, .lambda(y, F))], isNonnegative, almostEverywhere(isRow, x, []), isWhole
    ).conjuncts()
    let (isTurned, exchanged) = try rest.conjuncts()
    guard let rows = isWhole.conclusion.arguments(of: .integrable)?[0],
      let columns = isTurned.conclusion.arguments(of: .integrable)?[0]
    else { throw ProofFailure("iterated integrals", integral) }
    // 2 ∫∫ F = ∫ A with A(x) = ∫ F(x, y) dy + ∫ F(y, x) dy.
    let (isSum, sum) = try Theorem.use(.integralAdd, [rows, columns], isWhole, isTurned)
      .conjuncts()
    let A = try rows.instantiate(x) + columns.instantiate(x)
    // A(x) = B(x) = ∫ (F(x, y) + F(y, x)) dy where F(·, x) is integrable.
    guard let column = areColumns.conclusion.arguments(of: .almostEverywhere)?[0],
      let turned = try column.instantiate(x).arguments(of: .integrable)?[0]
    else { throw ProofFailure("columns", integral) }
    let isColumn = try Theorem.assume(column.instantiate(x))
    let combined = try Theorem.use(
      .integralAdd, [.lambda(y, F), turned], isRow, isColumn
    ).conjuncts().1
    let simpler = try both.normalize(F + turned.instantiate(y)).abstracting(y)
    let same = try combined.symmetric().then(.congruence(.integral, [simpler]))
    let B = try same.right
    let (fA, fB) = try (Term.lambda(x, A), Term.lambda(x, B))
    func almost(_ theorem: Theorem) throws -> Theorem {
      try almostEverywhere(theorem, x, [areColumns])
    }
    let (up, down) = try (
      almost(.lessOrEqualOfEqual(same)), almost(.lessOrEqualOfEqual(same.symmetric()))
    )
    let isB = try Theorem.use(.integrableBetween, [fA, fB, fA], isSum, isSum, up, down)
    let equal = try Theorem.use(
      .antisymmetric, [.apply(.integral, [fA]), .apply(.integral, [fB])],
      .use(.integralMonotone, [fA, fB], isSum, isB, up),
      .use(.integralMonotone, [fB, fA], isB, isSum, down))
    // ∫∫ F = ½ (∫∫ F + ∫∫ F).
    let half = Term.real(Rational(1, 2))
    let whole = try Theorem.congruence(.integral, [value])
    let total = try whole.right
    let twice = try Theorem.congruence(.add, [.reflexive(total), exchanged])
      .then(sum.symmetric()).then(equal)
    return try whole.then(.ring(total, half * (total + total)))
      .then(.congruence(.multiply, [.reflexive(half), twice]))
  }
}
