import Exact
import Kernel

/// Normal forms of matrix exponentials: exp(0) = I, exp(c I + X) = e^c exp(X), and in products those that commute
/// stand together.
extension Prover {
  /// exp(X) with X in normal form, or what it comes to; `nil` where nothing changes.
  func exponentialStep(_ x: Term) throws -> Theorem? {
    let form = try matrixForm(x)
    let inner = try Theorem.congruence(.matrixExponential, [form.theorem])
    let n = try x.rows
    guard let first = form.parts.first else {
      return try inner.then(.axiom(.exponentialOfZeroMatrix, [n]))
    }
    guard first.word.isEmpty, reducesExponentials else { return inner.isTrivial ? nil : inner }
    let multiple: Term = try .apply(.scale, [first.coefficient, .identity(n)])
    let scalar = try ExponentialLemma.multipleOfIdentity(first.coefficient, n)
    let rest = try MatrixForm.term(form.parts.dropFirst(), like: x)
    // exp(c I + X) = exp(c I) exp(X) = e^c exp(X).
    let sum = try matrixForm(multiple + rest)
    guard try sum.term === form.term else { throw ProofFailure("a sum of matrices", x) }
    let product = try ExponentialLemma.sum(multiple, rest, commuting(multiple, rest) ?? fail(x))
    return try inner.then(.congruence(.matrixExponential, [sum.theorem.symmetric()]))
      .then(product.symmetric())
      .then(
        .congruence(
          .product, [scalar, .reflexive(.apply(.matrixExponential, [rest]))]))
  }

  private func fail(_ x: Term) throws -> Theorem {
    throw ProofFailure("a multiple of the identity commutes", x)
  }

  /// exp(X) exp(Y) = exp(X + Y), or U exp(X) = exp(X) U, somewhere in a word, for matrices that commute.
  func exponentialRule(in word: [Term]) throws -> (range: Range<Int>, rule: MatrixRule)? {
    guard reducesExponentials else { return nil }
    for place in word.indices.dropFirst() {
      guard let x = word[place].arguments(of: .matrixExponential)?[0] else { continue }
      if let y = word[place - 1].arguments(of: .matrixExponential)?[0] {
        guard let same = try commuting(y, x) else { continue }
        let rule = try MatrixRule(
          word: [word[place - 1], word[place]], theorem: ExponentialLemma.sum(y, x, same))
        return ((place - 1)..<(place + 1), rule)
      }
      for start in (0..<place).reversed() {
        let factors = Array(word[start..<place])
        guard factors.allSatisfy({ $0.arguments(of: .matrixExponential) == nil }) else { break }
        let u = try MatrixForm.product(factors, rows: factors[0].rows)
        guard u.sort == x.sort, let same = try commuting(u, x) else { continue }
        // U₁ (U₂ exp(X)) = (U₁ U₂) exp(X).
        let plain = try Prover(facts: [], fuel: fuel)
        plain.reducesMatrices = false
        let flat = try plain.matrixForm(.apply(.product, [u, word[place]]))
        let theorem = try flat.theorem.symmetric()
          .then(ExponentialLemma.intertwining(u, x, x, same))
        return (start..<(place + 1), MatrixRule(word: factors + [word[place]], theorem: theorem))
      }
    }
    return nil
  }

  /// X Y = Y X, where both products have one normal form.
  private func commuting(_ x: Term, _ y: Term) throws -> Theorem? {
    let pair: Term = try .apply(.product, [x, y])
    if let known = commutingPairs[pair] { return known }
    commutingPairs[pair] = .some(nil)
    let (a, b) = try (matrixForm(pair), matrixForm(.apply(.product, [y, x])))
    guard try a.term === b.term else { return nil }
    let result = try a.theorem.then(b.theorem.symmetric())
    commutingPairs[pair] = result
    return result
  }

  /// exp(X)⁻¹ = exp(−X).
  func inverseOfExponential(_ x: Term) throws -> Theorem {
    let minus: Term = try .apply(.matrixExponential, [.apply(.scale, [.real(-1), x])])
    return try inverse(
      of: .apply(.matrixExponential, [x]), is: minus, from: ExponentialLemma.inverse(x))
  }

  /// (∂/∂t Mᵢⱼ) as a matrix, for a matrix M that moves; `nil` for other matrices.
  func matrixOfDerivatives(_ term: Term) throws -> Theorem? {
    guard let function = term.arguments(of: .matrix) ?? term.arguments(of: .vector) else {
      return nil
    }
    var body = function[0]
    let k = try entryIndices(term)
    for index in k {
      guard case .lambda = body.node else { return nil }
      body = try body.instantiate(index)
    }
    guard let parts = body.arguments(of: .derivative), case .lambda = parts[0].node else {
      return nil
    }
    let t = try fresh("t", .real, term)
    guard let entry = try parts[0].instantiate(t).arguments(of: .entry), entry.count == k.count + 1,
      zip(entry.dropFirst(), k).allSatisfy({ $0 === $1 }),
      !k.contains(where: entry[0].freeVariables.contains), entry[0].uses(.matrixExponential)
    else { return nil }
    let derivative = try matrixDerivative(entry[0], t)
    let has = try derivative.at(k).generalizing(t).specialized(to: parts[1])
    guard let y = has.conclusion.arguments(of: .hasDerivative)?[1],
      let slope = y.arguments(of: .entry)?[0]
    else { return nil }
    let row = try Theorem.axiom(
      k.count == 2 ? .entryOfMatrixFunction : .entryOfVector, function + k)
    let value = try row.then(.use(.derivativeValue, [parts[0], y, parts[1]], has))
    return try .use(
      k.count == 2 ? .matrixExtensionality : .vectorExtensionality, [term, slope],
      k.reversed().reduce(value) { try $0.generalizing($1) })
  }
}
