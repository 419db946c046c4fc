import Exact
import Kernel

/// Solutions and bounds of linear differential equations, by exponentials that make them constant.
extension Prover {
  /// l(t) = r(t), where exp(−a t) (l − r) is constant for a rate a of the differential equations.
  func solution(_ l: Term, _ r: Term, _ time: Term) throws -> Theorem {
    for rate in try rates(in: .equal(l, r), time) {
      let factor: Term = try .apply(.exp, [-(rate * time)])
      let (left, right) = try (factor * l, factor * r)
      guard let up = try? everywhere(left, right, time),
        let down = try? everywhere(right, left, time)
      else { continue }
      let equal = try Theorem.use(.antisymmetric, [left, right], up, down)
      let apart = try Theorem.axiom(.expPositive, factor.arguments(of: .exp) ?? []).distinct()
        .disequalitySwapped()
      let inverse: Term = try .apply(.inverse, [factor])
      return try Theorem.ring(l, inverse * left, nonzero: [apart])
        .then(.congruence(.multiply, [.reflexive(inverse), equal]))
        .then(.ring(inverse * right, r, nonzero: [apart]))
    }
    throw ProofFailure("no factor makes this constant", try .equal(l, r))
  }

  /// l(t) ≤ r(t) from exp(−a t) l ≤ exp(−a t) r, for an exponential exp(a t) in r.
  func barrierByFactor(_ l: Term, _ r: Term, _ time: Term) throws -> Theorem {
    for rate in try exponentRates(in: l - r, time) {
      let factor: Term = try .apply(.exp, [-(rate * time)])
      let (left, right) = try (factor * l, factor * r)
      guard let bound = try? barrier(left, right, time) else { continue }
      let gap = try bound.rewritten(by: .axiom(.lessOrEqualDifference, [left, right]))
      let positive = try Theorem.axiom(.expPositive, factor.arguments(of: .exp) ?? [])
      let inverse = try Theorem.use(.inversePositive, [factor], positive)
      return try .lessOrEqual(
        l, r,
        from: Self.product(gap, inverse)
          .moved(to: r - l, nonzero: [positive.distinct().disequalitySwapped()]))
    }
    throw ProofFailure("no factor makes this fall", try .lessOrEqual(l, r))
  }

  /// The numbers a of f′ = a f + …, and their doubles, for the trajectories f in a formula.
  private func rates(in goal: Term, _ time: Term) throws -> [Term] {
    var result: [Term] = []
    for rule in rules {
      guard let x = rule.left.arguments(of: .derivative), case .lambda = x[0].node else {
        continue
      }
      for value in [try x[0].instantiate(x[1])] + goal.values(like: x[0], at: time) {
        var theorem = rule.theorem
        if value !== (try? x[0].instantiate(x[1])) {
          guard let derivative = try? Term.apply(.derivative, [.lambda(time, value), time]),
            let known = try rule.apply(to: derivative)
          else { continue }
          theorem = known
        }
        let slope = try evaluate(theorem.right)
        let form = try fraction(of: normalize(slope.right).right).value
        let parts = form.numerator.coefficients(of: value)
        guard form.denominator.isEmpty, parts.count == 2 else { continue }
        let rate = try parts[1].term(in: .real)
        guard !rate.freeVariables.contains(time),
          !rate.freeVariables.contains(where: rule.variables.contains),
          !result.contains(rate)
        else { continue }
        result.append(rate)
      }
    }
    return try result + result.map { try normalize(.real(2) * $0).right }
  }

  /// The numbers a of the exponentials exp(a t) in a term.
  private func exponentRates(in term: Term, _ time: Term) throws -> [Term] {
    var result: [Term] = []
    for exponent in term.exponents {
      let form = try fraction(of: exponent).value
      let parts = form.numerator.coefficients(of: time)
      guard form.denominator.isEmpty, parts.count == 2, parts[0].isZero else { continue }
      let rate = try parts[1].term(in: .real)
      if !result.contains(rate) { result.append(rate) }
    }
    return result
  }
}

extension Term {
  /// The arguments of exp outside of binders.
  fileprivate var exponents: [Term] {
    guard case .apply(let op, let parts) = node else { return [] }
    return op == .exp ? [parts[0]] : parts.flatMap(\.exponents)
  }

  /// The closed entries W(t)ᵢⱼ in a formula, for a function λs. W(s)ᵢⱼ.
  fileprivate func values(like function: Term, at time: Term) -> [Term] {
    guard case .lambda(_, let body) = function.node,
      case .call(let head, _)? = body.arguments(of: .entry)?[0].node
    else { return [] }
    var result: [Term] = []
    func visit(_ term: Term) {
      if let x = term.arguments(of: .entry), term.isClosed, case .call(head, time) = x[0].node,
        !result.contains(term)
      {
        result.append(term)
      }
      switch term.node {
      case .apply(_, let parts): parts.forEach(visit)
      case .lambda(_, let body): visit(body)
      default: break
      }
    }
    visit(self)
    return result
  }
}
