import Kernel
import Synchronization

/// Matrices and vectors that do not move.
extension Prover {
  /// N(t) = N(s) for the normal form N of M, a matrix with N′ = 0.
  func constantOverTime(_ m: Term, _ t: Term, from s: Term) throws -> Theorem {
    let form = try matrixForm(m)
    let normal = try form.term
    let derivative = try matrixDerivative(normal, t)
    let slope = try matrixForm(derivative.slope)
    guard slope.parts.isEmpty else {
      throw ProofFailure("the derivative comes to", try slope.term)
    }
    let k = try entryIndices(normal, t, s)
    let entry: Term = try .apply(.entry, [normal] + k)
    let zero = try Theorem.congruence(
      .entry, [slope.theorem] + k.map { try .reflexive($0) }
    ).then(vanishing(slope.term, k))
    let function = try Term.lambda(t, entry)
    let flat = try derivative.at(k).rewritten(
      by: .congruence(.hasDerivative, [.reflexive(function), zero, .reflexive(t)])
    ).generalizing(t)
    let constant = try FlowLemma.constant(function, t, s, flat)
    let values = try Theorem.beta(.call(function, t)).symmetric().then(constant)
      .then(.beta(.call(function, s)))
    let all = try k.reversed().reduce(values) { try $0.generalizing($1) }
    let start = try normal.substituting([t: s])
    return try .use(
      k.count == 2 ? .matrixExtensionality : .vectorExtensionality, [normal, start], all)
  }
}

/// Laws of functions of time, each proved on its first use.
enum FlowLemma {
  private static let constancy = Mutex<Theorem?>(nil)

  /// f(t) = f(s) from ∀x. f has the derivative 0 at x.
  static func constant(_ f: Term, _ t: Term, _ s: Term, _ flat: Theorem) throws -> Theorem {
    let F = try Term.variable("f", .function(.real, .real))
    let (T, S) = try (Term.variable("t", .real), Term.variable("s", .real))
    let law: Theorem
    if let known = constancy.withLock({ $0 }) {
      law = known
    } else {
      law = try constant(F, T, S)
      constancy.withLock { $0 = law }
    }
    guard let hypothesis = law.hypotheses.first else {
      throw ProofFailure("a premise is needed", law.conclusion)
    }
    return try law.discharging(hypothesis).instantiate([F: f, T: t, S: s]).modusPonens(flat)
  }

  /// By the barrier from the earlier to the later of the two times, for f and for −f.
  private static func constant(_ f: Term, _ t: Term, _ s: Term) throws -> Theorem {
    let x = try Term.variable("x", .real)
    let flat = try Theorem.assume(
      .forAll(x, .apply(.hasDerivative, [f, .zero, x])))
    let zero = try Theorem.arithmetic(.lessOrEqual(.zero, .zero))
    /// g(b) ≤ g(a) from a ≤ b, for g with the derivative y = 0 at every x.
    func bound(_ g: Term, _ a: Term, _ b: Term, _ order: Theorem, _ slope: Theorem) throws
      -> Theorem
    {
      guard let parts = slope.conclusion.arguments(of: .hasDerivative) else {
        throw ProofFailure("a derivative is needed", slope.conclusion)
      }
      let (value, start) = try (g.at(x), g.at(a))
      let above = try Term.less(start, value)
      let level = try zero.backwards(
        along: .congruence(.lessOrEqual, [.ring(parts[1], .zero), .reflexive(.zero)]))
      let y = try Term.variable("y", .real)
      let predicate = try Term.lambda(
        y,
        .and(
          .apply(.hasDerivative, [g, y, x]), .implies(above, .lessOrEqual(y, .zero))))
      let (after, before) = try (Term.lessOrEqual(a, x), Term.lessOrEqual(x, b))
      let falling = try slope.and(level.discharging(above)).witnessing(predicate, parts[1])
        .discharging(before).discharging(after).generalizing(x)
      let same = try Theorem.lessOrEqual(start, start, from: zero.moved(to: start - start))
      return try .use(.upperBarrier, [g, start, a, b], falling, order, same)
    }
    let slope = try flat.specialized(to: x)
    let down = try Theorem.axiom(.derivativeNegate, [f, .zero, x]).modusPonens(slope)
    guard let negative = down.conclusion.arguments(of: .hasDerivative)?[0] else {
      throw ProofFailure("a derivative is needed", down.conclusion)
    }
    /// f(b) = f(a) from a ≤ b.
    func equal(_ a: Term, _ b: Term) throws -> Theorem {
      let order = try Theorem.assume(.lessOrEqual(a, b))
      let upper = try bound(f, a, b, order, slope)
      let lower = try bound(negative, a, b, order, down)
      let (u, v) = try (f.at(a), f.at(b))
      let gap = try lower.rewritten(by: .axiom(.lessOrEqualDifference, [-v, -u]))
      let other = try Theorem.lessOrEqual(u, v, from: gap)
      return try Theorem.use(.antisymmetric, [v, u], upper, other)
        .discharging(order.conclusion)
    }
    let forward = try equal(s, t)
    let backward = try equal(t, s)
    let (first, second) = try (
      Theorem.assume(.lessOrEqual(s, t)), Theorem.assume(.less(t, s))
    )
    return try Theorem.axiom(.total, [s, t]).cases(
      forward.modusPonens(first), backward.modusPonens(second.weakened()).symmetric())
  }
}
