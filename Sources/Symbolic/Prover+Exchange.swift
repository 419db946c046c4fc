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
    let both = try at(x).at(y)
    let isNonnegative = try both.nonnegative(F).generalizing(y).generalizing(x)
    // Where G(x, ·) is integrable: ∫ F(x, y) dy = w(x) ∫ G(x, y) dy.
    let (here, premises) = try pointwise(at: x)
    let (isRow, row) = try Theorem.use(
      .integralScale, [w, inner], here.prove(.apply(.integrable, [inner]), depth: 20)
    ).conjuncts()
    let value = try Theorem.ring(body, row.right).then(row.symmetric())
    let whole = try almostEqual(
      value, x, premises, prove(.apply(.integrable, [function]), depth: 20))
    let (areColumns, rest) = try Theorem.use(
      .tonelli, [.lambda(x, .lambda(y, F))], isNonnegative,
      almostEverywhere(isRow, x, premises), whole.integrable
    ).conjuncts()
    let (isTurned, exchanged) = try rest.conjuncts()
    let (rows, columns) = try (Term.lambda(x, value.right), isTurned.integrand)
    // 2 ∫∫ F = ∫ (∫ F(x, y) dy + ∫ F(y, x) dy) dx.
    let (isSum, sum) = try Theorem.use(.integralAdd, [rows, columns], whole.integrable, isTurned)
      .conjuncts()
    // The inner sum is ∫ (F(x, y) + F(y, x)) dy where F(·, x) is integrable.
    let isColumn = try Theorem.assume(
      areColumns.conclusion.arguments(of: .almostEverywhere)?[0].instantiate(x) ?? .truth)
    let turned = try isColumn.integrand
    let combined = try Theorem.use(.integralAdd, [.lambda(y, F), turned], isRow, isColumn)
      .conjuncts().1
    let simpler = try both.normalize(F + turned.instantiate(y)).abstracting(y)
    let same = try combined.symmetric().then(.congruence(.integral, [simpler]))
    let symmetric = try almostEqual(same, x, premises + [areColumns], isSum)
    // ∫∫ F = ½ (∫∫ F + ∫∫ F).
    let half = Term.real(Rational(1, 2))
    let total = try whole.value.right
    let twice = try Theorem.congruence(.add, [.reflexive(total), exchanged])
      .then(sum.symmetric()).then(symmetric.value)
    return try whole.value.then(.ring(total, half * (total + total)))
      .then(.congruence(.multiply, [.reflexive(half), twice]))
  }

  /// g is integrable and ∫f = ∫g, from f(x) = g(x) for almost every x and the integrability of f.
  func almostEqual(
    _ equation: Theorem, _ x: Term, _ premises: [Theorem], _ integrable: Theorem
  ) throws -> Expectation {
    let (f, g) = try (Term.lambda(x, equation.left), Term.lambda(x, equation.right))
    let up = try almostEverywhere(.lessOrEqualOfEqual(equation), x, premises)
    let down = try almostEverywhere(.lessOrEqualOfEqual(equation.symmetric()), x, premises)
    let other = try Theorem.use(.integrableBetween, [f, g, f], integrable, integrable, up, down)
    return Expectation(
      integrable: other,
      value: try .use(
        .antisymmetric, [.apply(.integral, [f]), .apply(.integral, [g])],
        .use(.integralMonotone, [f, g], integrable, other, up),
        .use(.integralMonotone, [g, f], other, integrable, down)))
  }
}

extension Theorem {
  /// f of what says that f is integrable.
  fileprivate var integrand: Term {
    get throws {
      guard let function = conclusion.arguments(of: .integrable)?[0] else {
        throw ProofFailure("an integrable function", conclusion)
      }
      return function
    }
  }
}
