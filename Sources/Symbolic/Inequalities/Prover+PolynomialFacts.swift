import Exact
import Kernel

/// The equations and inequalities between polynomials among the facts.
extension Prover {
  /// ⊥ by a certificate from the inequalities and equations among the facts.
  func contradictionOfPolynomials(degree: Int, about names: Set<Term>) throws -> Theorem? {
    let whole = try polynomialSystem()
    // First what speaks of nothing else than these variables.
    let (own, connected) = (whole.restricted(to: names), whole.connected(to: names))
    for system in own.inequalities.count < connected.inequalities.count
      ? [own, connected] : [connected]
    {
      guard !system.inequalities.isEmpty else { continue }
      guard
        let found = try ProductCertificate.contradiction(system, degree: degree, fuel: fuel)
      else { continue }
      fuel.certificates.append(found.text)
      return found.theorem
    }
    return nil
  }

  /// The facts as polynomials, with what is known of roots, powers and exponentials in them.
  private func polynomialSystem() throws -> PolynomialSystem {
    if let system { return system }
    var result = PolynomialSystem()
    var seen: Set<Polynomial> = []
    for known in facts {
      var fact = known
      if case .apply(let op, let x) = known.conclusion.node, x.count == 2, x[0].sort == .natural,
        op == .less || op == .lessOrEqual
      {
        fact = try known.rewritten(
          by: .axiom(op == .less ? .naturalLess : .naturalLessOrEqual, x))
      }
      guard case .apply(let op, let x) = fact.conclusion.node, x.count == 2, x[0].sort == .real
      else { continue }
      if op == .equal {
        if let equation = try? polynomialEquation(fact) { result.equations.append(equation) }
      } else if op == .less || op == .lessOrEqual {
        let difference =
          x[0] === Term.zero
          ? fact
          : try fact.rewritten(
            by: .axiom(op == .less ? .lessDifference : .lessOrEqualDifference, x))
        if let known = try? polynomialInequality(difference, text: fact.conclusion.description),
          seen.insert(known.polynomial).inserted || known.theorem.isStrict
        {
          result.inequalities.append(known)
          if let simpler = try? withoutCommonFactor(known),
            seen.insert(simpler.polynomial).inserted
          {
            result.inequalities.append(simpler)
          }
        }
      }
    }
    var queue = result.atoms
    var visited: Set<Term> = []
    while let atom = queue.popLast() {
      guard visited.insert(atom).inserted else { continue }
      if case .free = atom.node { continue }
      if let bound = try lowerBound(atom),
        let known = try? polynomialInequality(bound, text: bound.conclusion.description)
      {
        result.inequalities.append(known)
      }
      if case .apply(.squareRoot, let x) = atom.node, let bound = try lowerBound(x[0]) {
        let square = try Theorem.use(.squareRoot, x, bound.weakened()).conjuncts().1
        if let equation = try? polynomialEquation(square) {
          result.equations.append(equation)
          queue += equation.polynomial.atoms
        }
      }
    }
    system = result
    return result
  }

  private func polynomialEquation(_ fact: Theorem) throws -> PolynomialSystem.Equation? {
    let (l, r) = try fact.sides
    let (a, b) = try (evaluate(l), evaluate(r))
    let (left, right) = try (a.then(elementary(a.right)), b.then(elementary(b.right)))
    let moved = try left.symmetric().then(fact).then(right)
    let difference = try left.right - right.right
    let form = try fraction(of: difference)
    guard form.value.numerator.constant == nil else { return nil }
    let zero = try Theorem.congruence(.add, [moved, .reflexive(-right.right)])
    var vanishing = try zero.then(.ring(zero.right, .zero))
    let top = try form.value.numerator.term(in: .real)
    if !form.value.denominator.isEmpty {
      let bottom = try form.value.expandedDenominator().term(in: .real)
      vanishing = try Theorem.congruence(.multiply, [vanishing, .reflexive(bottom)])
      vanishing = try vanishing.then(.ring(vanishing.right, .zero))
    }
    let cleared = try Theorem.ring(top, vanishing.left, nonzero: form.nonzero).then(vanishing)
    let (own, written) = ("\(top) = 0", fact.conclusion.description)
    return PolynomialSystem.Equation(
      polynomial: form.value.numerator, theorem: cleared,
      text: own.count < written.count ? own : written)
  }

  /// 0 < p or 0 ≤ p for a polynomial p, from a bound of a term with denominators.
  private func polynomialInequality(_ bound: Theorem, text: String) throws
    -> PolynomialSystem.Inequality?
  {
    guard let op = bound.conclusion.relation else { return nil }
    let simple = try evaluate(bound.bounded)
    let apart = try simple.then(elementary(simple.right))
    var moved = try bound.rewritten(by: .congruence(op, [.reflexive(.zero), apart]))
    let form = try fraction(of: apart.right)
    var polynomial = form.value.numerator
    for (factor, exponent) in form.value.denominatorFactors {
      let denominator = try factor.term(in: .real)
      let multiplier: Theorem
      if exponent % 2 == 1, let known = try lowerBound(denominator), known.isStrict {
        multiplier = try Self.power(known, exponent)
      } else if exponent % 2 == 1, let known = try lowerBound(-denominator), known.isStrict {
        multiplier = try Self.power(known, exponent)
        polynomial = -polynomial
      } else {
        if exponent % 2 == 1 { polynomial = try polynomial * factor }
        multiplier = try square(denominator.power((exponent + 1) / 2))
        guard multiplier.isStrict else { return nil }
      }
      moved = try Self.product(moved, multiplier)
    }
    let result = try moved.moved(to: polynomial.term(in: .real), nonzero: form.nonzero)
    return PolynomialSystem.Inequality(
      polynomial: polynomial, theorem: result, text: try Self.text(of: result, or: text))
  }

  /// The bound as it is used, or the text that it comes from, whichever is shorter.
  private static func text(of bound: Theorem, or text: String) throws -> String {
    let own = "0 \(bound.isStrict ? "<" : "≤") \(bound.bounded)"
    return own.count < text.count ? own : text
  }

  /// 0 < q or 0 ≤ q from the same of m q, where m is a monomial with a known sign.
  private func withoutCommonFactor(_ known: PolynomialSystem.Inequality) throws
    -> PolynomialSystem.Inequality?
  {
    let terms = known.polynomial.terms
    guard terms.count > 1, let first = terms.first?.monomial else { return nil }
    var (polynomial, theorem) = (known.polynomial, known.theorem)
    for factor in first.factors {
      let exponent = terms.reduce(factor.exponent) {
        min($0, $1.monomial.exponent(of: factor.atom))
      }
      guard exponent > 0 else { continue }
      let power = try Polynomial(atom: factor.atom).power(exponent)
      guard let (sign, bound) = try strictSign(of: factor.atom) else { continue }
      let divisor = exponent % 2 == 0 ? power : power.scaled(by: Rational(sign))
      guard let quotient = try polynomial.divided(by: divisor) else { continue }
      let positive = try Self.power(bound, exponent).moved(to: divisor.term(in: .real))
      theorem = try SignLemma.cancelled(theorem, quotient.term(in: .real), by: positive)
      polynomial = quotient
    }
    guard polynomial != known.polynomial else { return nil }
    return PolynomialSystem.Inequality(
      polynomial: polynomial, theorem: theorem,
      text: "0 \(theorem.isStrict ? "<" : "≤") \(theorem.bounded)")
  }

  /// ±1 with 0 < ±t, where a fact says so of a variable t, or its form of another atom.
  private func strictSign(of atom: Term) throws -> (Int, Theorem)? {
    guard case .free = atom.node else {
      return try lowerBound(atom).flatMap { $0.isStrict ? (1, $0) : nil }
    }
    let polynomial = Polynomial(atom: atom)
    for bound in bounds where bound.theorem.isStrict {
      if bound.polynomial == polynomial { return (1, try bound.theorem.moved(to: atom)) }
      if bound.polynomial == -polynomial { return (-1, try bound.theorem.moved(to: -atom)) }
    }
    return nil
  }

  private static func power(_ bound: Theorem, _ exponent: Int) throws -> Theorem {
    var result = bound
    for _ in 1..<max(exponent, 1) { result = try product(result, bound) }
    return result
  }
}
