import Exact
import Kernel

/// What is known of products of matrices: A A⁻¹ = I, and the equations among the facts.
struct MatrixRule {
  /// The product that is replaced.
  let word: [Term]
  /// The product = what comes in its place.
  let theorem: Theorem
}

extension Prover {
  /// The form after one step by a rule; `nil` where no rule fits.
  func reduced(_ form: MatrixForm) throws -> MatrixForm? {
    let letters = Set(form.parts.flatMap(\.word))
    guard !letters.isEmpty else { return nil }
    for rule in try matrixRules(for: letters) {
      for (number, part) in form.parts.enumerated() {
        guard let start = part.word.firstRange(of: rule.word) else { continue }
        return try replaced(form, number, start, rule)
      }
    }
    for (number, part) in form.parts.enumerated() {
      guard
        let (range, rule) = try collapse(part.word) ?? vecRule(in: part.word)
          ?? exponentialRule(in: part.word)
      else { continue }
      return try replaced(form, number, range, rule)
    }
    return nil
  }

  private func replaced(_ form: MatrixForm, _ number: Int, _ range: Range<Int>, _ rule: MatrixRule)
    throws -> MatrixForm
  {
    let part = form.parts[number]
    let sample = try form.term
    let n = try sample.rows
    let word = try MatrixForm.product(part.word, rows: n)
    // W = P (L S), and then L = R.
    let (prefix, suffix) = (part.word[..<range.lowerBound], part.word[range.upperBound...])
    func arranged(_ middle: Term) throws -> Term {
      var result = middle
      if let last = suffix.first {
        result = try .apply(
          .product, [middle, MatrixForm.product(suffix, rows: last.rows)])
      }
      if !prefix.isEmpty {
        result = try .apply(.product, [MatrixForm.product(prefix, rows: n), result])
      }
      return result
    }
    let (l, r) = try rule.theorem.sides
    var rewriting = rule.theorem
    if let last = suffix.first {
      rewriting = try .congruence(
        .product, [rewriting, .reflexive(MatrixForm.product(suffix, rows: last.rows))])
    }
    if !prefix.isEmpty {
      rewriting = try .congruence(
        .product, [.reflexive(MatrixForm.product(prefix, rows: n)), rewriting])
    }
    let plain = try Prover(facts: [], fuel: fuel)
    plain.reducesMatrices = false
    let flat = try plain.matrixForm(arranged(l))
    guard try flat.term === word else { throw ProofFailure("a product of matrices", word) }
    let changed = try matrixForm(arranged(r))
    let step = try flat.theorem.symmetric().then(rewriting).then(changed.theorem)
    // Put it into the sum.
    var parts: [MatrixForm.Part] = []
    var equation: Theorem?
    for (index, other) in form.parts.enumerated().reversed() {
      let own = try MatrixForm.term(other, rows: n)
      var theorem = try Theorem.reflexive(own)
      if index == number {
        theorem =
          part.coefficient === Term.one
          ? step : try .congruence(.scale, [.reflexive(part.coefficient), step])
        parts += try changed.parts.map {
          .init(coefficient: try part.coefficient * $0.coefficient, word: $0.word)
        }
      } else {
        parts.append(other)
      }
      equation = try equation.map { try .congruence(.add, [theorem, $0]) } ?? theorem
    }
    guard let equation else { return form }
    return try collected(parts, from: form.theorem.then(equation), like: sample)
  }

  /// The rules that speak of these letters.
  private func matrixRules(for letters: Set<Term>) throws -> [MatrixRule] {
    var result = try matrixFactRules()
    for letter in letters.sorted() {
      if let inverse = letter.arguments(of: .matrixInverse) {
        result += try inverseRules(inverse[0])
      }
    }
    return result
  }

  /// A A⁻¹ = I and A⁻¹ A = I, solved for their longest products.
  private func inverseRules(_ a: Term) throws -> [MatrixRule] {
    if let known = inverseRuleCache[a] { return known }
    inverseRuleCache[a] = []
    guard let regular = try? regular(a) else { return [] }
    let both = try Theorem.use(.matrixInverse, [a], regular).conjuncts()
    // A is already in normal form where the inverse is a letter.
    let rules = try [both.0, both.1].compactMap { try solved($0) }
    inverseRuleCache[a] = rules
    return rules
  }

  /// The equations between matrices among the facts.
  private func matrixFactRules() throws -> [MatrixRule] {
    if let known = factRuleCache { return known }
    factRuleCache = []
    var rules: [MatrixRule] = []
    for fact in facts {
      guard let sides = fact.conclusion.arguments(of: .equal) else { continue }
      switch sides[0].sort {
      case .vector, .matrix: if let rule = try? solved(fact) { rules.append(rule) }
      default: break
      }
    }
    factRuleCache = rules
    matrixForms = [:]
    return rules
  }

  /// The equation l = r as a rule for its longest word.
  private func solved(_ equation: Theorem) throws -> MatrixRule? {
    let (l, r) = try equation.sides
    let plain = try Prover(facts: facts, fuel: fuel)
    plain.reducesExponentials = reducesExponentials
    plain.reducesVec = reducesVec
    plain.factRuleCache = []
    plain.inverseRuleCache = inverseRuleCache
    let difference = try plain.matrixForm(l + .apply(.scale, [.real(-1), r]))
    guard let leading = difference.parts.last, !leading.word.isEmpty else { return nil }
    let tied = difference.parts.filter { $0.word.count == leading.word.count }
    // Aᵀ = A replaces the transpose.
    let numeric = tied.filter { $0.coefficient.number != nil }
    let chosen =
      numeric.last { $0.word.contains { $0.arguments(of: .transpose) != nil } }
      ?? numeric.last ?? leading
    guard let factor = chosen.coefficient.number.map({ Rational(-1) / $0 }) else { return nil }
    let rest = difference.parts.filter { $0.word != chosen.word }
    let word = try MatrixForm.product(chosen.word, rows: l.rows)
    // word = word + factor·(l − r) = word + factor·0.
    let zero = try Theorem.congruence(
      .add, [equation, .reflexive(.apply(.scale, [.real(-1), r]))])
    let target = try MatrixForm.term(
      rest.map {
        .init(coefficient: try normalize(.real(factor) * $0.coefficient).right, word: $0.word)
      }, like: word)
    let left = try word + .apply(.scale, [.real(factor), l + .apply(.scale, [.real(-1), r])])
    let collapsed = try plain.matrixForm(left)
    let vanishing = try Theorem.congruence(
      .add, [.reflexive(word), .congruence(.scale, [.reflexive(.real(factor)), zero])])
    let back = try plain.matrixForm(vanishing.right)
    let theorem = try back.theorem.symmetric().then(vanishing.symmetric()).then(collapsed.theorem)
    guard try collapsed.term === target, try theorem.left === word else { return nil }
    return MatrixRule(word: chosen.word, theorem: theorem)
  }

  // MARK: Inverses

  /// A⁻¹ for an A that is no letter: of the normal form, of a product, of an inverse, of I.
  func inverseStep(_ a: Term) throws -> Theorem? {
    let form = try matrixForm(a)
    let inner = try Theorem.congruence(.matrixInverse, [form.theorem])
    let normal = try form.term
    if normal !== a, let known = try? regular(a) {
      // det of the normal form is the same number.
      let zero = try Theorem.assume(.equal(.apply(.determinant, [normal]), .zero))
      let same = try Theorem.congruence(.determinant, [form.theorem])
      regularMatrices[normal] = try known.refuting(same.then(zero)).negating(zero.conclusion)
    }
    if form.parts.count == 1, form.parts[0].coefficient === Term.one {
      let word = form.parts[0].word
      if word.isEmpty { return try inner.then(inverse(of: normal, is: normal)) }
      if let x = normal.arguments(of: .matrixExponential)?[0], reducesExponentials {
        return try inner.then(inverseOfExponential(x))
      }
      if let original = normal.arguments(of: .matrixInverse)?[0],
        let step = try? inverse(of: normal, is: original)
      {
        return try inner.then(step)
      }
      if word.count > 1, word.allSatisfy({ $0.isSquareMatrix }) {
        var product: Term?
        for factor in word {
          let inverted: Term = try .apply(.matrixInverse, [factor])
          product = try product.map { try .apply(.product, [inverted, $0]) } ?? inverted
        }
        if let product, let step = try? inverse(of: normal, is: product) {
          return try inner.then(step)
        }
      }
    }
    if form.parts.count > 1, let step = try? inverseOfCommonFactor(form) {
      return try inner.then(step)
    }
    if form.parts.count == 1, case let part = form.parts[0], part.coefficient !== Term.one {
      let word = try MatrixForm.product(part.word, rows: normal.rows)
      let candidate: Term = try .apply(
        .scale, [.apply(.inverse, [part.coefficient]), .apply(.matrixInverse, [word])])
      if let step = try? inverse(of: normal, is: candidate) { return try inner.then(step) }
    }
    return inner.isTrivial ? nil : inner
  }

  /// det A ≠ 0.
  func regular(_ a: Term) throws -> Theorem {
    if let known = regularMatrices[a] {
      guard let known else { throw ProofFailure("it is not known to have an inverse", a) }
      return known
    }
    // Whether a vector is 0 may itself rest on an inverse.
    guard fuel.invertedMatrices.insert(a).inserted else {
      throw ProofFailure("its inverse is looked for already", a)
    }
    defer { fuel.invertedMatrices.remove(a) }
    if let x = a.arguments(of: .matrixExponential)?[0] {
      let minus: Term = try .apply(.matrixExponential, [.apply(.scale, [.real(-1), x])])
      let known = try regular(a, by: minus, from: ExponentialLemma.inverse(x))
      regularMatrices[a] = known
      return known
    }
    let result =
      (try? nonzero(.apply(.determinant, [a]))) ?? (try? regularByDefiniteness(a))
      ?? regularByFactor(a)
    // A failure inside of another search says nothing of this matrix alone.
    if result != nil || fuel.invertedMatrices.count == 1 { regularMatrices[a] = .some(result) }
    guard let result else { throw ProofFailure("it is not known to have an inverse", a) }
    return result
  }

  /// A⁻¹ = B, where A B comes to I.
  func inverse(of a: Term, is b: Term) throws -> Theorem {
    let product = try matrixForm(.apply(.product, [a, b]))
    guard try product.term === Term.identity(a.rows) else {
      throw ProofFailure("the product is not the identity", try product.term)
    }
    return try inverse(of: a, is: b, from: product.theorem)
  }

  /// A⁻¹ = B from A B = I.
  func inverse(of a: Term, is b: Term, from product: Theorem) throws -> Theorem {
    let both = try Theorem.use(.matrixInverse, [a], regular(a, by: b, from: product)).conjuncts()
    // A⁻¹ = A⁻¹ I = A⁻¹ (A B) = (A⁻¹ A) B = I B = B.
    let inverted: Term = try .apply(.matrixInverse, [a])
    return try MatrixLemma.productIdentity(inverted).symmetric()
      .then(.congruence(.product, [.reflexive(inverted), product.symmetric()]))
      .then(MatrixLemma.associative(inverted, a, b).symmetric())
      .then(.congruence(.product, [both.1, .reflexive(b)]))
      .then(MatrixLemma.identityProduct(b))
  }

  /// det A ≠ 0 from A B = I.
  func regular(_ a: Term, by b: Term, from product: Theorem) throws -> Theorem {
    let n = try a.rows
    // det A · det B = 1.
    let ones = try Theorem.axiom(.determinantOfProduct, [a, b]).symmetric()
      .then(.congruence(.determinant, [product])).then(.axiom(.determinantOfIdentity, [n]))
    let zero = try Theorem.assume(.equal(.apply(.determinant, [a]), .zero))
    let other: Term = try .apply(.determinant, [b])
    let vanishing = try Theorem.congruence(.multiply, [zero, .reflexive(other)])
    let collapse = try ones.symmetric().then(vanishing)
    return try Theorem.arithmetic(.not(.equal(.one, .zero)))
      .refuting(collapse.then(.ring(collapse.right, .zero))).negating(zero.conclusion)
  }

  /// (D M)⁻¹ = M⁻¹ D⁻¹ and (M D)⁻¹ = D⁻¹ M⁻¹, for a letter D that every word begins or ends with.
  private func inverseOfCommonFactor(_ form: MatrixForm) throws -> Theorem? {
    let normal = try form.term
    for isFirst in [true, false] {
      guard
        let letter = isFirst ? form.parts.last?.word.first : form.parts.last?.word.last,
        letter.isSquareMatrix,
        form.parts.allSatisfy({ (isFirst ? $0.word.first : $0.word.last) === letter })
      else { continue }
      let rest = try MatrixForm.term(
        form.parts.map {
          .init(
            coefficient: $0.coefficient,
            word: Array(isFirst ? $0.word.dropFirst() : $0.word.dropLast()))
        }, like: normal)
      let factors = isFirst ? [letter, rest] : [rest, letter]
      let product = try matrixForm(.apply(.product, factors))
      guard try product.term === normal else { continue }
      // det D · det M = det(D M) ≠ 0.
      let value = try Theorem.congruence(.determinant, [product.theorem]).symmetric()
        .then(.axiom(.determinantOfProduct, factors))
      let known = try regular(normal)
      for (index, factor) in factors.enumerated()
      where regularMatrices[factor].flatMap({ $0 }) == nil {
        let zero = try Theorem.assume(.equal(.apply(.determinant, [factor]), .zero))
        var parts = try factors.map { try Theorem.reflexive(.apply(.determinant, [$0])) }
        parts[index] = zero
        let vanishing = try value.then(.congruence(.multiply, parts))
        regularMatrices[factor] = try known.refuting(
          vanishing.then(.ring(vanishing.right, .zero))
        ).negating(zero.conclusion)
      }
      let inverses = try factors.reversed().map { try Term.apply(.matrixInverse, [$0]) }
      return try inverse(of: normal, is: .apply(.product, inverses))
    }
    return nil
  }

  /// (A⁻¹)ᵀ = (Aᵀ)⁻¹.
  func transposeOfInverse(_ a: Term) throws -> Theorem {
    let turned: Term = try .apply(.transpose, [a])
    let candidate: Term = try .apply(.transpose, [.apply(.matrixInverse, [a])])
    // Aᵀ (A⁻¹)ᵀ = (A⁻¹ A)ᵀ = I.
    let regular = try regular(a)
    let both = try Theorem.use(.matrixInverse, [a], regular).conjuncts()
    let n = try a.rows
    let product = try MatrixLemma.transposeOfProduct(.apply(.matrixInverse, [a]), a).symmetric()
      .then(.congruence(.transpose, [both.1])).then(MatrixLemma.transposeOfIdentity(n))
    let determinant = try Theorem.axiom(.determinantOfTranspose, [a])
    let zero = try Theorem.assume(.equal(determinant.left, .zero))
    let turnedRegular = try regular.refuting(determinant.symmetric().then(zero))
      .negating(zero.conclusion)
    let rules = try Theorem.use(.matrixInverse, [turned], turnedRegular).conjuncts()
    // (Aᵀ)⁻¹ = (Aᵀ)⁻¹ (Aᵀ C) = C.
    let inverted: Term = try .apply(.matrixInverse, [turned])
    return try MatrixLemma.productIdentity(inverted).symmetric()
      .then(.congruence(.product, [.reflexive(inverted), product.symmetric()]))
      .then(MatrixLemma.associative(inverted, turned, candidate).symmetric())
      .then(.congruence(.product, [rules.1, .reflexive(candidate)]))
      .then(MatrixLemma.identityProduct(candidate)).symmetric()
  }
}

extension Term {
  var isSquareMatrix: Bool {
    if case .matrix(let n, let m) = sort { n == m } else { false }
  }
}
