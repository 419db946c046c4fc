import Exact
import Notation
import Numeric

/// One survey: draws instances, judges the statement, and makes a failure as simple as it can.
struct Surveyor {
  let table: ScopeTable
  let statement: Expression
  let seed: UInt64
  let fuel: Fuel
  let space: InstanceSpace
  private var survey = Survey()
  private var sizes: Set<[Int]> = []
  private(set) var refuted: Failure?
  private(set) var undefined: Failure?

  /// Where the statement fails.
  struct Failure {
    let complexity: Complexity
    let example: Counterexample
    let candidate: InstanceSpace.Candidate
  }

  /// Decimal digits that agreement needs.
  let digits: Int
  /// Whether it only looks for failures, at the first precision that settles them.
  private let isFar: Bool
  /// The instance that is to be kept, counted from 1, and what came of it.
  private let wanted: Int?
  private(set) var replayed: ReplayedInstance?
  private var judgement: Judgement?
  /// Whether integrals without a closed form were met.
  private var hasEnclosedIntegrals = false

  init(
    table: ScopeTable, statement: Expression, seed: UInt64, fuel: Int, digits: Int = 30,
    wanted: Int? = nil, isFar: Bool = false
  ) {
    self.isFar = isFar
    self.digits = max(30, digits)
    self.wanted = wanted
    self.table = table
    self.statement = statement.unfoldingDivergences
    self.seed = seed
    // Motions that have to be followed in steps cost many times what other values do.
    self.fuel = Fuel(table.motionsAreLinear ? fuel : 3 * fuel)
    space = InstanceSpace(
      table: table, symbols: table.dependencies(of: statement),
      omitting: statement.eigenvalueSymbols.union(table.memberSymbols(of: statement)),
      hypotheses: statement.hypotheses,
      origin: table.speaksOfStart(statement) ? .zero : nil)
    survey.seed = seed
    survey.exactDigits = self.digits
  }

  /// The bits of agreement, and the precisions that are tried.
  private var leastBits: Int { digits == 30 ? 100 : digits * 3322 / 1000 + 1 }
  private var precisions: [Int] {
    digits == 30 ? [160, 320, 640, 1280] : [1, 2, 4].map { $0 * (leastBits + 64) }
  }

  /// How many instances agreed so far.
  var agreements: Int { survey.agree }

  mutating func run(instances: Int, isSimplest: Bool) -> Survey {
    let search = SurveySearch(space: space, seed: seed, fuel: fuel)
    do {
      if instances > 1, wanted == nil { try drawAcrossBoundary() }
      if refuted == nil { try draw(search, instances) }
      if refuted == nil { try drawInCells() }
      // Quadrature is too slow for the many instances that can only refute.
      if refuted == nil, instances > 1, wanted == nil, !hasEnclosedIntegrals {
        drawConcentrated()
        if refuted == nil { drawFar() }
        if refuted == nil { try drawFromRoots() }
      }
      if isSimplest, refuted != nil || undefined != nil { try simplify() }
    } catch EvaluationFailure.outOfFuel {
      survey.isOutOfFuel = true
      if survey.instances == 0, survey.witness != nil {
        survey.notEvaluable =
          survey.notEvaluable
          ?? "one instance costs more evaluations than a line may: fewer outcomes or sizes cost less"
      }
    } catch EvaluationFailure
      .notEvaluable(let reason)
    {
      survey.notEvaluable = reason
    } catch {}
    survey.sizes = sizes.count
    survey.isClosed = isClosed
    survey.refutation = refuted?.example
    survey.undefinedAt = undefined?.example
    survey.noInstance = survey.witness == nil
    return survey
  }

  /// Whether there is nothing to vary.
  private var isClosed: Bool {
    let sizes = space.sizes()
    guard sizes.count == 1, let layout = try? space.layout(sizes: sizes[0], height: 1, fuel: fuel)
    else { return false }
    return layout.coordinates.isEmpty
  }

  private mutating func draw(_ search: SurveySearch, _ instances: Int) throws {
    // The visitor cannot capture a mutating self.
    var copy = self
    defer { self = copy }
    try search.run(instances: instances) { candidate, complexity in
      try copy.visit(candidate, complexity)
      return copy.refuted == nil
    }
  }

  mutating func visit(
    _ candidate: InstanceSpace.Candidate, _ complexity: Complexity
  ) throws {
    let outcome: InstanceOutcome
    do {
      outcome = try examine(candidate)
    } catch EvaluationFailure.undefined { return } catch EvaluationFailure.brokenLaw {
      return
    } catch EvaluationFailure.notEvaluable(let reason) {
      survey.notEvaluable = survey.notEvaluable ?? reason
      if survey.witness == nil { survey.witness = text(of: candidate) }
      return
    } catch EvaluationFailure.outOfFuel {
      if survey.witness == nil { survey.witness = text(of: candidate) }
      throw EvaluationFailure.outOfFuel
    }
    if survey.witness == nil { survey.witness = text(of: candidate) }
    switch outcome {
    case .vacuous: return
    case .agrees(let bits):
      survey.agree += 1
      if let bits {
        survey.isExact = false
        survey.exactDigits = min(survey.exactDigits, bits * 30103 / 100_000)
      }
    case .disagrees(let example):
      if refuted.map({ complexity < $0.complexity }) ?? true {
        refuted = Failure(complexity: complexity, example: example, candidate: candidate)
      }
    case .undefined(let example):
      if undefined.map({ complexity < $0.complexity }) ?? true {
        undefined = Failure(complexity: complexity, example: example, candidate: candidate)
      }
    case .unknown: break
    }
    survey.instances += 1
    if survey.instances == wanted { replayed = replay(candidate, outcome) }
    sizes.insert(candidate.sizes.map(\.value))
  }

  private func replay(
    _ candidate: InstanceSpace.Candidate, _ outcome: InstanceOutcome
  ) -> ReplayedInstance {
    ReplayedInstance(
      assignment: candidate.instance.assignment(of: table, symbols: Set(space.symbols)),
      left: judgement?.text(left: true, digits: digits) ?? "",
      right: judgement?.text(left: false, digits: digits) ?? "",
      relation: judgement?.relation ?? "", outcome: outcome)
  }

  private func text(of candidate: InstanceSpace.Candidate) -> String {
    candidate.instance.assignment(of: table, symbols: Set(space.symbols))
      .map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
  }

  /// Judges the statement at one instance, at rising precision.
  ///
  /// Throws `undefined` where a standing assumption fails, and what cannot be evaluated.
  mutating func examine(_ candidate: InstanceSpace.Candidate) throws -> InstanceOutcome {
    // The first instances are compared at every precision, so that a tiny difference is seen.
    let isThorough = survey.agree < 4 && !isFar
    var best: Judgement?
    if hasEnclosedIntegrals, !isThorough {
      // A few digits are soon computed, and often decide an inequality.
      let evaluator = SurfaceEvaluator(
        table: table, instance: candidate.instance, bits: 64, fuel: fuel)
      evaluator.granted = candidate.granted
      if let judgement = try? evaluator.judge(statement), judgement.truth == .yes,
        !judgement.isVacuous
      {
        self.judgement = judgement
        return .agrees(bits: judgement.bits < Judgement.exact ? judgement.bits : nil)
      }
    }
    for bits in isFar ? Array(precisions.prefix(2)) : precisions {
      let evaluator = SurfaceEvaluator(
        table: table, instance: candidate.instance, bits: bits, fuel: fuel)
      evaluator.granted = candidate.granted
      let judgement: Judgement
      do {
        judgement = try evaluator.judge(statement)
      } catch EvaluationFailure.unknown { continue } catch EvaluationFailure.undefined(
        let reason, let standing)
      {
        if standing, !table.scope.strict,
          reason != EvaluationFailure.singular || statement.assumesInverses
        {
          throw EvaluationFailure.undefined(reason, standing: true)
        }
        return .undefined(counterexample(.undefined(reason, side: "a side"), candidate))
      }
      self.judgement = judgement
      if evaluator.hasEnclosedIntegrals { hasEnclosedIntegrals = true }
      if judgement.isVacuous { return .vacuous }
      switch judgement.truth {
      case .no:
        let example = counterexample(judgement, candidate)
        return judgement.isUndefined ? .undefined(example) : .disagrees(example)
      case .yes:
        if judgement.isSampled { survey.isSampled = true }
        // Sequences of which inequalities are assumed have other values, too.
        if table.recurrences.contains(where: { $0.value.isBound && space.symbols.contains($0.key) })
        {
          survey.isSampled = true
        }
        return .agrees(bits: judgement.bits < Judgement.exact ? judgement.bits : nil)
      case .unknown: break
      }
      if judgement.isSampled {
        survey.isSampled = true
        if !judgement.isOverlap { return .agrees(bits: nil) }
      }
      guard judgement.isOverlap else { continue }
      if judgement.bits >= leastBits {
        best = judgement
        if !isThorough || evaluator.hasEnclosedIntegrals { break }
      }
    }
    return best.map { .agrees(bits: $0.bits) } ?? .unknown
  }

  private func counterexample(
    _ judgement: Judgement, _ candidate: InstanceSpace.Candidate
  ) -> Counterexample {
    let names = Set(space.symbols)
    var list = candidate.instance.assignment(of: table, symbols: names)
    for (name, value) in judgement.extra {
      list.removeAll { $0.name == name }
      list.append(Counterexample.Value(name: name, value: value))
    }
    return Counterexample(
      assignment: list, left: judgement.left, right: judgement.right,
      relation: judgement.relation, note: judgement.note)
  }

  // MARK: The simplest failure

  /// Searches the very simplest instances of each size for the first failure, draws some of smaller
  /// sizes, makes the numbers of the one that is known simpler one at a time, then searches all
  /// instances in order, up to the one that was found, as far as the budget goes.
  private mutating func simplify() throws {
    let saved = survey
    defer { survey = saved }
    try simplify(heights: 1, specials: 1, limit: 1000, fuel: 150_000)
    try simplifySizes()
    try simplifyNumbers()
    try simplify(heights: 12, specials: .max, limit: 150, fuel: 300_000)
  }

  /// Where the statement fails, as far as it is known.
  var failure: Failure? { refuted ?? undefined }

  /// Runs a search whose visitor answers whether the failure that is known stays the simplest.
  private mutating func improve(
    _ run: (InstanceSearch, InstanceSearch.Visit, () -> Failure?) throws -> Void
  ) throws {
    // The visitor cannot capture a mutating self.
    let needsRefutation = refuted != nil
    var copy = self
    defer { (refuted, undefined) = (copy.refuted, copy.undefined) }
    func known() -> Failure? { needsRefutation ? copy.refuted : copy.undefined }
    let visit: InstanceSearch.Visit = { candidate, complexity in
      let before = known()?.complexity
      try copy.visit(candidate, complexity)
      return known()?.complexity == before
    }
    try run(InstanceSearch(space: space, fuel: fuel), visit, known)
  }

  /// Draws some instances of each size below that of the failure.
  private mutating func simplifySizes() throws {
    guard let size = failure?.complexity.size, let height = failure?.complexity.height else {
      return
    }
    let isFarAway = height > 100
    let (space, fuel) = (space, fuel)
    var stream = RandomStream(seed: seed)
    try improve { search, visit, _ in
      for sizes in space.sizes().prefix(27) {
        let layout = try space.layout(sizes: sizes, height: 4, fuel: fuel)
        if layout.size >= size { return }
        for k in 0..<(isFarAway ? 300 : 60) {
          let isGoingOn =
            isFarAway && k % 2 == 0
            ? try search.far(layout, from: &stream, visit)
            : try search.random(layout, from: &stream, visit)
          guard isGoingOn else { return }
        }
      }
    }
  }

  private mutating func simplifyNumbers() throws {
    guard let start = failure?.candidate else { return }
    let layout = try space.layout(sizes: start.sizes, height: 4, fuel: fuel)
    try improve { search, visit, _ in try search.simplify(start.numbers, layout, visit) }
    try roundNumbers()
  }

  /// Takes over where another survey of the statement found it to fail.
  mutating func adopt(failuresOf other: Surveyor) {
    if other.refuted != nil || (undefined == nil && other.undefined != nil) {
      survey.instances += 1
    }
    refuted = refuted ?? other.refuted
    undefined = undefined ?? other.undefined
  }

  /// - Parameter limit: how many instances of one level are visited.
  private mutating func simplify(
    heights: Int, specials most: Int, limit: Int, fuel budget: Int
  ) throws {
    guard let bound = failure?.complexity else { return }
    let (space, fuel) = (space, fuel)
    let reserve = max(0, fuel.left - budget)
    try improve { search, visit, known in
      for sizes in space.sizes() {
        let total = sizes.reduce(0) { $0 + $1.value }
        if total > bound.size { return }
        let tallest = min(heights, total < bound.size ? 3 : bound.height)
        let layout = try space.layout(sizes: sizes, height: tallest, fuel: fuel)
        for height in 1...max(tallest, 1) {
          let highest = total == bound.size && height == bound.height ? bound.specials : .max
          for specials in 0...max(0, min(layout.coordinates.count, highest, most))
          where height == 1 || specials > 0 {
            let isLeft = try search.visit(
              layout, height: height, specials: specials, limit: limit, reserve: reserve, visit)
            if !isLeft, let now = known()?.complexity, now.size == total, now.height <= height {
              return
            }
            if fuel.left < reserve { return }
          }
        }
      }
    }
  }
}

extension Expression {
  /// What an implication assumes, part by part.
  var hypotheses: [Expression] {
    if case .implies(let a, let b) = form { a.conjuncts + b.hypotheses } else { [] }
  }

  /// The symbols that a hypothesis λ ∈ spec(A) gives their values.
  var eigenvalueSymbols: Set<String> {
    switch form {
    case .implies(let a, let b):
      b.eigenvalueSymbols.union(a.eigenvalueHypotheses.map(\.name))
    case .forAll(_, let body): body.eigenvalueSymbols
    case .and(let a, let b): a.eigenvalueSymbols.union(b.eigenvalueSymbols)
    default: []
    }
  }
}

extension Expression {
  /// The expression with each divergence as the integral that it is.
  var unfoldingDivergences: Expression {
    let inner = mapping(\.unfoldingDivergences) ?? self
    guard case .bind(.divergence(let kind, let names, let guarded), let body) = inner.form,
      !inner.isGuardedDivergence
    else { return inner }
    return kind.definition(of: body, over: names, guarded: guarded) ?? inner
  }
}
