import Exact
import Kernel

/// Finite sums of symbolic length in a canonical form.
///
/// Every sum becomes a polynomial in connected sums Σ_I m: products m all of whose factors depend on
/// the bound indices, and that fall apart into no two products over disjoint indices. What does not
/// depend on an index stands before its sum; brackets [i = j] are carried out; the bound indices of a
/// sum are labelled canonically. After that the law of rings decides.
extension Prover {
  /// Σᵢ f(i) = its canonical form.
  func sumForm(_ sum: Term) throws -> Theorem {
    try fuel.spend()
    guard let function = sum.arguments(of: .sum)?[0], case .lambda(let domain, _) = function.node,
      sum.sort == .real
    else { return try .reflexive(sum) }
    let v = try fresh("i", domain, sum)
    let context = try at(v)
    let body = try withoutSquaresOfRoots(
      context.withoutQuotients(context.elementary(function.instantiate(v))))
    let polynomial = try RationalForm(nonzero: []).fraction(of: body.right).numerator
    // Σᵥ body = Σᵥ (f₁·g₁ + …), with fᵢ free of v.
    var parts: [(factor: Term, dependent: Monomial)] = []
    for (monomial, coefficient) in polynomial.terms {
      let (factor, dependent) = try monomial.split(by: v, coefficient)
      parts.append((try factor.term(in: .real), dependent))
    }
    if parts.isEmpty { parts = [(.zero, .one)] }
    var split: Term?
    var value: Theorem?
    for part in parts.reversed() {
      let dependent = try part.dependent.term(in: .real) ?? .one
      let product = try part.factor * dependent
      let scaled = try Theorem.sumOfScaled(v, part.factor, dependent)
        .then(.congruence(.multiply, [.reflexive(part.factor), connected(v, part.dependent)]))
      if let rest = split, let theorem = value {
        value = try Theorem.sumOfSum(v, product, rest).then(.congruence(.add, [scaled, theorem]))
        split = try product + rest
      } else {
        split = product
        value = scaled
      }
    }
    guard let split, let value else { return try .reflexive(sum) }
    let opened = try body.then(.ring(body.right, split)).summed(over: v)
    return try opened.then(value)
  }

  /// An equation whose right side has its squares of roots carried out.
  func withoutSquaresOfRoots(_ equation: Theorem) throws -> Theorem {
    let right = try equation.right
    let fraction = try RationalForm(nonzero: []).fraction(of: right)
    let hasRoot = fraction.numerator.terms.contains {
      $0.monomial.factors.contains {
        $0.atom.isRoot || $0.exponent > 1 && $0.atom.arguments(of: .indicator) != nil
      }
    }
    guard hasRoot else { return equation }
    let (_, rest) = try Relation.divide(fraction.numerator, by: relations(for: fraction))
    return try equation.then(self.equation(right, rest.term(in: .real)))
  }

  /// Σᵥ m for a product m of factors that depend on v.
  private func connected(_ v: Term, _ monomial: Monomial) throws -> Theorem {
    let product = try monomial.term(in: .real) ?? .one
    // A bracket [w = v] takes the value at w.
    for factor in monomial.factors {
      guard let condition = factor.atom.arguments(of: .indicator)?[0],
        let sides = condition.arguments(of: .equal),
        sides[0] === v || sides[1] === v, sides[0] !== sides[1]
      else { continue }
      let w = sides[0] === v ? sides[1] : sides[0]
      // Of a power of the bracket one factor is used; the others become [w = w].
      let others = (1..<factor.exponent).reduce(monomial.removing(factor.atom)) { rest, _ in
        rest * Monomial(factor.atom)
      }
      let rest = try others.term(in: .real) ?? .one
      var bracket = try Theorem.reflexive(factor.atom)
      if sides[0] === v { bracket = try .bracketSwapped(condition) }
      let arranged = try Theorem.ring(product, factor.atom * rest)
        .then(.congruence(.multiply, [bracket, .reflexive(rest)])).summed(over: v)
      let value = try Theorem.axiom(.sumDelta, [w, .lambda(v, rest)])
      let result = try arranged.then(value)
      return try result.then(elementary(result.right))
    }
    if monomial.factors.isEmpty, let count = try numberOfTerms(v) { return count }
    let nest = try self.nest(product)
    return try canonical(
      Nest(indices: [v] + nest.indices, core: nest.core, theorem: nest.theorem.summed(over: v)))
  }

  // MARK: Nested sums

  /// A term as nested sums of one product: t = Σ_I core.
  struct Nest {
    let indices: [Term]
    let core: Term
    let theorem: Theorem
  }

  /// A product of factors, some of them canonical sums, as nested sums of a product.
  func nest(_ product: Term) throws -> Nest {
    let polynomial = try RationalForm(nonzero: []).fraction(of: product).numerator
    guard polynomial.terms.count == 1, let (monomial, coefficient) = polynomial.terms.first else {
      throw ProofFailure("a product is needed", product)
    }
    var plain: Term = .real(coefficient)
    var sums: [Term] = []
    for factor in monomial.factors {
      for _ in 0..<factor.exponent {
        if factor.atom.arguments(of: .sum) != nil {
          sums.append(factor.atom)
        } else {
          plain = try plain * factor.atom
        }
      }
    }
    var whole = plain
    for sum in sums { whole = try whole * sum }
    var indices: [Term] = []
    var core = plain
    var theorem = try Theorem.reflexive(plain)
    for sum in sums {
      // (Σ_I core)·sum = Σ_I core·sum = Σ_I Σ_J core·inner.
      let (newIndices, inner) = try opened(sum, avoiding: [product, core] + indices)
      theorem = try .congruence(.multiply, [theorem, .reflexive(sum)])
      theorem = try theorem.then(Self.scaleIn(indices, core, sum))
      theorem = try theorem.then(
        Self.under(indices) { try Self.pushIn(core, newIndices, inner) })
      core = try core * inner
      indices += newIndices
    }
    return Nest(
      indices: indices, core: core,
      theorem: try Theorem.ring(product, whole).then(theorem))
  }

  /// The indices and the body of nested sums, with new index variables.
  private func opened(_ sum: Term, avoiding: [Term]) throws -> ([Term], Term) {
    var indices: [Term] = []
    var body = sum
    while let function = body.arguments(of: .sum)?[0], case .lambda(let domain, _) = function.node {
      let index = try Term.fresh(
        "j", domain, avoiding: [sum] + avoiding + indices + facts.map(\.conclusion))
      indices.append(index)
      body = try function.instantiate(index)
    }
    return (indices, body)
  }

  /// (Σ_I p)·s = Σ_I p·s, for s free of I.
  private static func scaleIn(_ indices: [Term], _ p: Term, _ s: Term) throws -> Theorem {
    guard let i = indices.first else { return try .reflexive(p * s) }
    let inner = try nested(Array(indices.dropFirst()), p)
    let sum: Term = try .sum(i, inner)
    let moved = try Theorem.ring(sum * s, s * sum)
      .then(Theorem.sumOfScaled(i, s, inner).symmetric())
      .then(Theorem.ring(s * inner, inner * s).summed(over: i))
    return try moved.then(scaleIn(Array(indices.dropFirst()), p, s).summed(over: i))
  }

  /// c·Σ_J q = Σ_J c·q, for c free of J.
  private static func pushIn(_ c: Term, _ indices: [Term], _ q: Term) throws -> Theorem {
    guard let j = indices.first else { return try .reflexive(c * q) }
    let inner = try nested(Array(indices.dropFirst()), q)
    return try Theorem.sumOfScaled(j, c, inner).symmetric()
      .then(pushIn(c, Array(indices.dropFirst()), q).summed(over: j))
  }

  /// The theorem under the sums over the indices, the first outermost.
  static func under(_ indices: [Term], _ body: () throws -> Theorem) throws -> Theorem {
    var theorem = try body()
    for index in indices.reversed() { theorem = try theorem.summed(over: index) }
    return theorem
  }

  static func nested(_ indices: [Term], _ body: Term) throws -> Term {
    var result = body
    for index in indices.reversed() { result = try .sum(index, result) }
    return result
  }

  // MARK: Labels

  /// Σ_I core with canonical indices in a canonical order: the least of the candidates.
  private func canonical(_ nest: Nest) throws -> Theorem {
    // Labels of sums around this one are taken.
    var first = 0
    for variable in nest.core.freeVariables {
      guard case .free(let name, _) = variable.node, name.hasPrefix("ι") else { continue }
      first = max(first, (Int(name.dropFirst()) ?? -1) + 1)
    }
    func arranged(_ core: Term) throws -> Theorem {
      try fuel.spend()
      // The arguments of functions are arranged anew in the canonical labels, and the indices of
      // symmetric matrices put in order.
      var inner = try core.hasCompoundAtom ? elementary(core) : .reflexive(core)
      inner = try inner.then(symmetrized(inner.right))
      inner = try inner.then(orderedDenominators(inner.right))
      let polynomial = try RationalForm(nonzero: []).fraction(of: inner.right).numerator
      return try inner.then(.ring(inner.right, polynomial.term(in: .real)))
    }
    guard
      let labelling = try? Labelling(
        nest.indices, nest.core, arranged: { try arranged($0).right })
    else { return nest.theorem }
    var best: (order: [Int], arranged: Theorem, names: [Term: Term])?
    for order in labelling.orders {
      var names: [Term: Term] = [:]
      for (position, index) in order.enumerated() {
        let label = first + position
        names[nest.indices[index]] = try .variable("ι\(label)", nest.indices[index].sort)
      }
      let core = try arranged(nest.core.substituting(names))
      if try best.map({ try core.right < $0.arranged.right }) ?? true {
        best = (order, core, names)
      }
    }
    guard let best else { return nest.theorem }
    let back = Dictionary(uniqueKeysWithValues: best.names.map { ($0.value, $0.key) })
    let renamed = try best.arranged.instantiate(back)
    let inner = try Self.under(nest.indices) { renamed }
    return try nest.theorem.then(inner)
      .then(Self.reordered(nest.indices, best.order.map { nest.indices[$0] }, renamed.right))
  }

  /// A product in which the terms of every denominator are in order.
  private func orderedDenominators(_ product: Term) throws -> Theorem {
    var equations: [Term: Theorem] = [:]
    for atom in try RationalForm(nonzero: []).fraction(of: product).numerator.atoms {
      guard let bottom = atom.arguments(of: .inverse)?[0] else { continue }
      let terms = try RationalForm(nonzero: []).fraction(of: bottom)
      let ordered = try terms.numerator.term(in: .real)
      guard terms.denominator.isEmpty, ordered !== bottom else { continue }
      equations[atom] = try .congruence(.inverse, [.ring(bottom, ordered)])
    }
    return try Self.substituting(equations, in: product)
  }

  /// Σ_I core = Σ_J core for a permutation J of I, by neighbouring exchanges.
  private static func reordered(_ from: [Term], _ to: [Term], _ core: Term) throws -> Theorem {
    var current = from
    var theorem = try Theorem.reflexive(nested(from, core))
    for (target, index) in to.enumerated() {
      guard var position = current.firstIndex(of: index) else { continue }
      while position > target {
        let (a, b) = (current[position - 1], current[position])
        let rest = try nested(Array(current[(position + 1)...]), core)
        let swap = try under(Array(current[..<(position - 1)])) {
          try .axiom(.sumSwap, [.lambda(a, .lambda(b, rest))])
        }
        theorem = try theorem.then(swap)
        current.swapAt(position - 1, position)
        position -= 1
      }
    }
    return theorem
  }
}

extension Term {
  /// Whether a product has a factor like log u, whose argument is in a normal form of its own.
  fileprivate var hasCompoundAtom: Bool {
    guard case .apply(let op, let arguments) = node else { return false }
    return switch op {
    case .exp, .log, .inverse, .sum, .finiteProduct: true
    case .multiply, .negate, .power: arguments.contains(where: \.hasCompoundAtom)
    default: false
    }
  }
}

extension Monomial {
  /// The coefficient times what is free of a variable, and the rest.
  func split(by variable: Term, _ coefficient: Rational) throws -> (Polynomial, Monomial) {
    var free = Polynomial(coefficient)
    var dependent = Monomial.one
    for factor in factors {
      for _ in 0..<factor.exponent {
        if factor.atom.freeVariables.contains(variable) {
          dependent = dependent * Monomial(factor.atom)
        } else {
          free = try free * Polynomial(atom: factor.atom)
        }
      }
    }
    return (free, dependent)
  }
}

extension Theorem {
  /// [a = b] = [b = a].
  static func bracketSwapped(_ equation: Term) throws -> Theorem {
    guard let sides = equation.arguments(of: .equal) else {
      throw ProofFailure("an equation is needed", equation)
    }
    let other = try Term.equal(sides[1], sides[0])
    let same = try Theorem.equivalence(
      assume(equation).symmetric(), assume(other).symmetric())
    return try .congruence(.indicator, [same])
  }
}
