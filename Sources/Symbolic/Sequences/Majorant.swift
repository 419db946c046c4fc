import Exact
import Kernel

/// |u| ≤ β.
struct Majorant {
  let term: Term
  let bound: Term
  /// 0 ≤ β − u.
  let above: Theorem
  /// 0 ≤ β + u.
  let below: Theorem

  init(_ term: Term, _ bound: Term, above: Theorem, below: Theorem, nonzero: [Theorem] = []) throws
  {
    self.term = term
    self.bound = bound
    self.above = try above.weakened().moved(to: bound - term, nonzero: nonzero)
    self.below = try below.weakened().moved(to: bound + term, nonzero: nonzero)
  }

  /// t for 0 ≤ t.
  init(nonnegative bound: Theorem) throws {
    let nothing = try Theorem.arithmetic(.lessOrEqual(.zero, .zero))
    let t = bound.bounded
    try self.init(t, t, above: nothing, below: Prover.sum(bound, bound))
  }

  /// c, by c or −c where a sign of c is known, and else by 1 + c².
  init(constant c: Term, _ context: Prover) throws {
    if let bound = try? context.nonnegative(c) {
      self = try Majorant(nonnegative: bound)
    } else if let bound = try? context.nonnegative(-c) {
      let nothing = try Theorem.arithmetic(.lessOrEqual(.zero, .zero))
      try self.init(c, -c, above: Prover.sum(bound, bound), below: nothing)
    } else {
      let half = Term.real(Rational(1, 2))
      let rest = try Theorem.arithmetic(.less(.zero, .real(Rational(3, 4))))
      try self.init(
        c, .one + c * c,
        above: Prover.sum(.axiom(.squareNonnegative, [c - half]), rest),
        below: Prover.sum(.axiom(.squareNonnegative, [c + half]), rest))
    }
  }

  /// β γ ± u v = ½ ((β ± u)(γ + v) + (β ∓ u)(γ − v)).
  func times(_ other: Majorant) throws -> Majorant {
    let half = try Theorem.arithmetic(.less(.zero, .real(Rational(1, 2))))
    func mean(_ a: Theorem, _ b: Theorem, _ c: Theorem, _ d: Theorem) throws -> Theorem {
      try Prover.product(half, Prover.sum(Prover.product(a, b), Prover.product(c, d)))
    }
    return try Majorant(
      term * other.term, bound * other.bound,
      above: mean(above, other.below, below, other.above),
      below: mean(below, other.below, above, other.above))
  }

  func plus(_ other: Majorant) throws -> Majorant {
    try Majorant(
      term + other.term, bound + other.bound, above: Prover.sum(above, other.above),
      below: Prover.sum(below, other.below))
  }

  /// The same of a term that equals this one.
  func rewritten(_ equation: Theorem) throws -> Majorant {
    func moved(_ theorem: Theorem, _ difference: Theorem) throws -> Theorem {
      try theorem.rewritten(by: .congruence(.lessOrEqual, [.reflexive(.zero), difference]))
    }
    return try Majorant(
      equation.right, bound,
      above: moved(
        above,
        .congruence(.add, [.reflexive(bound), .congruence(.negate, [equation])])),
      below: moved(below, .congruence(.add, [.reflexive(bound), equation])))
  }

  /// |u| ≤ γ from β ≤ γ.
  func weakened(to other: Term, _ gap: Theorem) throws -> Majorant {
    try Majorant(
      term, other, above: Prover.sum(gap, above), below: Prover.sum(gap, below))
  }
}
