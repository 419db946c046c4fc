import Kernel

/// Solutions of linear differential equations for vectors and matrices: Ẇ = A W + W B + C with constant matrices.
extension Prover {
  /// S = T at a time t: D = S − T has exp(−t A) D exp(−t B) constant, for A and B from a known equation Ẇ = A W + W B + C
  /// or zero, and it is 0 at a time s; `nil` where nothing moves.
  func flowEquation(_ a: Term, _ b: Term) throws -> Theorem? {
    guard !fuel.followsTrajectory else { return nil }
    let times = Set(a.freeVariables + b.freeVariables).filter { $0.sort == .real }.sorted()
    for time in times {
      let calls = try movingCalls(in: [a, b], at: time)
      guard !calls.isEmpty else { continue }
      fuel.followsTrajectory = true
      defer { fuel.followsTrajectory = false }
      for rate in try calls.flatMap({ try rates(of: $0, time, like: a) }) {
        for start in try starts(calls, in: [a, b], time) {
          if let result = try? flowEquation(a, b, time, from: start, rate) { return result }
        }
      }
    }
    return nil
  }

  /// A, B and c of Ẇ = A W + W B + c W + C.
  private struct Rate {
    var left: Term?
    var right: Term?
    var scalar: Term = .zero
  }

  private func flowEquation(_ a: Term, _ b: Term, _ t: Term, from s: Term, _ rate: Rate) throws
    -> Theorem
  {
    let difference = try a + .apply(.scale, [.real(-1), b])
    func exponential(_ m: Term?, _ sign: Term) throws -> Term? {
      try m.map { try .apply(.matrixExponential, [.apply(.scale, [sign * t, $0])]) }
    }
    /// e^(∓c t) exp(∓t A) M exp(∓t B).
    func carried(_ m: Term, _ sign: Term) throws -> Term {
      var result = m
      if let right = try exponential(rate.right, sign) {
        result = try .apply(.product, [result, right])
      }
      if let left = try exponential(rate.left, sign) {
        result = try .apply(.product, [left, result])
      }
      if rate.scalar === Term.zero { return result }
      return try .apply(.scale, [.apply(.exp, [sign * rate.scalar * t]), result])
    }
    let still = try carried(difference, .real(-1))
    let constant = try constantOverTime(still, t, from: s)
    let start = try matrixForm(constant.right)
    guard start.parts.isEmpty else { throw ProofFailure("it starts at", try start.term) }
    // D = exp(t A) G exp(t B) = exp(t A) 0 exp(t B) = 0.
    let vanishing = try matrixForm(still).theorem.then(constant).then(start.theorem)
    let (own, back) = try (matrixForm(difference), matrixForm(carried(still, .one)))
    guard try own.term === back.term else {
      throw ProofFailure("it does not come back", difference)
    }
    let m = try fresh("M", a.sort, a, b)
    let image = try Term.lambda(m, carried(m, .one))
    let step = try Theorem.congruence(.reflexive(image), vanishing)
    let nothing = try Theorem.beta(step.left).symmetric().then(step).then(.beta(step.right))
    let zero = try own.theorem.then(back.theorem.symmetric()).then(nothing)
    // S = D + T = 0 + T = T.
    let sum = try matrixEquation(a, difference + b)
      .then(.congruence(.add, [zero, .reflexive(b)]))
    return try sum.then(matrixEquation(sum.right, b))
  }

  /// The values W(t) in some terms of functions with a known differential equation.
  private func movingCalls(in terms: [Term], at t: Term) throws -> [Term] {
    var result: [Term] = []
    func visit(_ term: Term) {
      if case .call(_, t) = term.node, term.sort.isVectorOrMatrix, !result.contains(term),
        (try? flow(of: term, t)) != nil
      {
        result.append(term)
      }
      switch term.node {
      case .apply(_, let parts): parts.forEach(visit)
      default: break
      }
    }
    terms.forEach(visit)
    return result
  }

  /// 0, and the other times at which these functions are taken.
  private func starts(_ calls: [Term], in terms: [Term], _ t: Term) throws -> [Term] {
    var result: [Term] = [.zero]
    let functions = calls.compactMap { call -> Term? in
      if case .call(let function, _) = call.node { function } else { nil }
    }
    func visit(_ term: Term) {
      if case .call(let function, let s) = term.node, functions.contains(function),
        s.isClosed, !s.freeVariables.contains(t), !result.contains(s)
      {
        result.append(s)
      }
      if case .apply(_, let parts) = term.node { parts.forEach(visit) }
    }
    terms.forEach(visit)
    return result
  }

  /// A of (vec W)′ = A vec W + C, from W′ = Σ c U W V + C: the sum of c (Vᵀ ⊗ U).
  private func vecRate(_ form: MatrixForm, _ call: Term, _ t: Term) throws -> [Rate] {
    var result: Term?
    for part in form.parts {
      let places = part.word.indices.filter { part.word[$0].freeVariables.contains(t) }
      guard !part.coefficient.freeVariables.contains(t) else { return [] }
      guard let place = places.first else { continue }
      guard places.count == 1, part.word[place] === call else { return [] }
      let before = try MatrixForm.product(part.word[..<place], rows: call.rows)
      let after = try MatrixForm.product(part.word[(place + 1)...], rows: call.columns)
      let term: Term = try .apply(
        .scale, [part.coefficient, .apply(.kronecker, [.apply(.transpose, [after]), before])])
      result = try result.map { try $0 + term } ?? term
    }
    return [Rate(left: result)]
  }

  /// The rates of W = W(t), and those of Wᵀ; of vec W where a vector is compared.
  private func rates(of call: Term, _ t: Term, like side: Term) throws -> [Rate] {
    if side.sort.isVector, !call.sort.isVector {
      return try vecRate(matrixForm(flow(of: call, t).right), call, t)
    }
    let form = try matrixForm(flow(of: call, t).right)
    var rate = Rate()
    func add(_ term: inout Term?, _ part: MatrixForm.Part, _ word: some Collection<Term>) throws {
      guard let first = word.first else { return }
      let product = try MatrixForm.product(word, rows: first.rows)
      let scaled: Term = try .apply(.scale, [part.coefficient, product])
      term = try term.map { try $0 + scaled } ?? scaled
    }
    for part in form.parts {
      let places = part.word.indices.filter { part.word[$0].freeVariables.contains(t) }
      guard let place = places.first else {
        guard !part.coefficient.freeVariables.contains(t) else { return [] }
        continue
      }
      guard places.count == 1, part.word[place] === call,
        !part.coefficient.freeVariables.contains(t)
      else { return [] }
      let (before, after) = (part.word[..<place], part.word[(place + 1)...])
      switch (before.isEmpty, after.isEmpty) {
      case (true, true): rate.scalar = try normalize(rate.scalar + part.coefficient).right
      case (false, true): try add(&rate.left, part, before)
      case (true, false): try add(&rate.right, part, after)
      case (false, false): return []
      }
    }
    func turned(_ m: Term?) throws -> Term? { try m.map { try .apply(.transpose, [$0]) } }
    return [
      rate,
      Rate(left: try turned(rate.right), right: try turned(rate.left), scalar: rate.scalar),
    ]
  }
}
