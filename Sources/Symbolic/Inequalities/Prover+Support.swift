import Exact
import Kernel

/// Convex and concave functions: unknown functions of which supporting lines are known.
extension Prover {
  /// f(a) ≥ L(a), or f(a) ≤ L(a), for a known line L.
  private struct Support {
    /// 0 ≤ f(a) − L(a), or 0 ≤ L(a) − f(a).
    let gap: Theorem
    let line: Term
    /// a = u from f(a) = L(a), where the line touches f at u alone.
    let contact: ((Theorem) throws -> Theorem)?
  }

  /// The supporting lines ∀u ∃s ∀t. f(u) + s (t − u) ≤ f(t) at the points u at which the goal takes f, and at 1.
  func supportingLines(for goal: Term) throws -> [Theorem] {
    var result: [Theorem] = []
    for fact in facts {
      guard let function = fact.conclusion.supportedFunction else { continue }
      for point in goal.arguments(ofCalls: function).union([.one]).sorted() {
        var instance = try fact.specialized(to: point)
        while let parts = instance.conclusion.arguments(of: .implies),
          let premise = try? prove(parts[0], depth: 20)
        {
          instance = try instance.modusPonens(premise)
        }
        if instance.conclusion.arguments(of: .exists) != nil { result.append(instance) }
      }
    }
    return result
  }

  /// Σ w f(a) ≥ Σ w L(a) for w ≥ 0 and lines below f; for −w f(a), lines above.
  ///
  /// Where several lines are known, one after the other is tried.
  func supportTangents(of form: Theorem) throws -> [Tangents] {
    var result: [Tangents] = []
    for choice in 0..<4 {
      guard let tangents = try supportTangents(of: form, choice) else { break }
      result.append(tangents)
    }
    return result
  }

  private func supportTangents(of form: Theorem, _ choice: Int) throws -> Tangents? {
    var rest = Polynomial.zero
    var lines: Term = .zero
    var total: Theorem?
    var touching: [(weighted: Theorem, support: Support)] = []
    for (monomial, coefficient) in try IntegralSpan.polynomial(form).terms {
      guard let factor = monomial.factors.first(where: { $0.atom.isFreeCall && $0.exponent == 1 }),
        case .call(let f, let a) = factor.atom.node,
        let support = try supports(of: f, at: a, isBelow: coefficient.sign > 0).dropFirst(choice)
          .first,
        let weight = try? Polynomial(monomial.removing(factor.atom), coefficient.magnitude)
          .term(in: .real), let bound = try lowerBound(weight)
      else {
        rest = rest + Polynomial(monomial, coefficient)
        continue
      }
      let weighted = try Self.product(bound, support.gap)
      total = try total.map { try Self.sum($0, weighted) } ?? weighted
      lines =
        try coefficient.sign > 0 ? lines + weight * support.line : lines - weight * support.line
      if bound.isStrict { touching.append((weighted, support)) }
    }
    guard let total else { return nil }
    var result = try tangents(total, rest.term(in: .real) + lines, form)
    if touching.count == 1, touching[0].weighted.bounded === total.bounded,
      let contact = touching[0].support.contact
    {
      let (gap, support) = (result.gap, touching[0].support)
      result.contact = { isZero in
        // w (f(a) − L(a)) = 0, and w > 0.
        let product = total.bounded
        let zero = try self.equation(product, gap.bounded).then(isZero)
        guard let factors = product.arguments(of: .multiply) else {
          throw ProofFailure("a product", product)
        }
        let difference = try Theorem.assume(.equal(factors[1], .zero))
        let none = try Theorem.use(.zeroProduct, factors, zero).cases(
          self.nonzero(factors[0]).refuting(.assume(.equal(factors[0], .zero)))
            .explosion(difference.conclusion), difference)
        return [try contact(none.rewritten(by: .reflexive(support.gap.conclusion)))]
      }
    }
    return result
  }

  /// a ≤ b, where tangents of logarithms together or supporting lines leave nothing but a known sign.
  func inequalityByTangents(_ a: Term, _ b: Term) throws -> Theorem? {
    guard fuel.tries(), integralDepth == 0, !a.uses(.integral), !b.uses(.integral) else {
      return nil
    }
    let difference = try b - a
    let form = try laurents([difference])[0]
    for tangents in try quotientTangents(of: form) + supportTangents(of: form) {
      guard let sign = try? signOfRemainder(tangents.lower) else { continue }
      return try .lessOrEqual(
        a, b, from: Self.sum(tangents.gap, sign).weakened().moved(to: difference))
    }
    return nil
  }

  private func supports(of f: Term, at a: Term, isBelow: Bool) throws -> [Support] {
    var result: [Support] = []
    let value: Term = try .call(f, a)
    for fact in facts {
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(.real, _) = predicate.node
      else { continue }
      var instance = try fact.specialized(to: a)
      var touch: (point: Term, strict: Theorem)?
      while let parts = instance.conclusion.arguments(of: .implies) {
        if let sides = parts[0].arguments(of: .not)?[0].arguments(of: .equal), sides[0] === a,
          touch == nil
        {
          touch = (sides[1], instance)
          instance = try instance.modusPonens(.assume(parts[0]))
        } else if let premise = try? prove(parts[0], depth: 20) {
          instance = try instance.modusPonens(premise)
        } else {
          break
        }
      }
      guard case .apply(let op, let sides) = instance.conclusion.node,
        op == .less || op == .lessOrEqual, sides[isBelow ? 1 : 0] === value,
        !sides[isBelow ? 0 : 1].contains(value)
      else { continue }
      let line = sides[isBelow ? 0 : 1]
      let row: Axiom = op == .less ? .lessDifference : .lessOrEqualDifference
      let gap = try instance.rewritten(by: .axiom(row, sides))
      guard let touch else {
        result.append(Support(gap: try gap.weakened(), line: line, contact: nil))
        continue
      }
      guard op == .less else { continue }
      result.append(try touching(gap, value, line, f, a, at: touch.point))
    }
    return result
  }

  /// The support whose strict form holds for a ≠ u, and which touches f at u.
  private func touching(
    _ strict: Theorem, _ value: Term, _ line: Term, _ f: Term, _ a: Term, at u: Term
  ) throws -> Support {
    let difference = strict.bounded
    // At u the difference is 0.
    let same = try Theorem.assume(.equal(a, u))
    let atPoint = try Theorem.congruence(.reflexive(f), same)
    let x = try fresh("x", .real, value, line, a, u)
    let moved = try difference.replacing(value, by: .call(f, u)).replacing(a, by: x)
    let function = try Term.lambda(x, moved)
    let opened = try Theorem.congruence(.reflexive(function), same)
    let back = try Theorem.beta(opened.left).symmetric().then(opened).then(.beta(opened.right))
    let first = try Self.substituting([value: atPoint], in: difference).then(back)
    let zero = try first.then(.ring(first.right, .zero))
    let weak = try Theorem.arithmetic(.lessOrEqual(.zero, .zero)).rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), zero.symmetric()]))
    let gap = try Theorem.excludedMiddle(.equal(a, u)).cases(weak, strict.weakened())
    return Support(gap: gap, line: line) { isZero in
      // 0 < 0 otherwise.
      let positive = try strict.distinct()
      let refuted = try positive.refuting(isZero.symmetric())
      return try refuted.byContradiction(.equal(a, u))
    }
  }
}

extension Term {
  /// Whether it is the value of an unknown function of a real number.
  fileprivate var isFreeCall: Bool {
    guard case .call(let f, _) = node, case .free = f.node else { return false }
    return f.sort == .function(.real, .real)
  }

  /// f of ∀u. … ∃s. ∀t. …, a bound of f(t) by a line.
  fileprivate var supportedFunction: Term? {
    guard let outer = arguments(of: .forAll)?[0], case .lambda(.real, var body) = outer.node else {
      return nil
    }
    while let parts = body.arguments(of: .implies) { body = parts[1] }
    guard let inner = body.arguments(of: .exists)?[0], case .lambda(.real, let line) = inner.node,
      line.arguments(of: .forAll) != nil
    else { return nil }
    return freeVariables.first { $0.sort == .function(.real, .real) }
  }

  /// The closed arguments at which a function is taken.
  fileprivate func arguments(ofCalls function: Term) -> Set<Term> {
    switch node {
    case .bound, .free, .number: return []
    case .apply(_, let parts):
      return parts.reduce(into: []) { $0.formUnion($1.arguments(ofCalls: function)) }
    case .lambda(_, let body): return body.arguments(ofCalls: function)
    case .call(let f, let argument):
      let inner = f.arguments(ofCalls: function).union(argument.arguments(ofCalls: function))
      return f === function && argument.isClosed ? inner.union([argument]) : inner
    }
  }
}
