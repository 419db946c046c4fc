import Exact
import Notation
import Numeric

/// One survey: draws instances, judges the statement, and makes a failure as simple as it can.
struct Surveyor {
  let table: ScopeTable
  let statement: Expression
  let seed: UInt64
  let fuel: Fuel
  private let space: InstanceSpace
  private var survey = Survey()
  private var sizes: Set<String> = []
  private var refuted: (complexity: Complexity, example: Counterexample)?
  private var undefined: (complexity: Complexity, example: Counterexample)?

  /// Decimal digits that agreement needs.
  private let digits: Int
  /// The instance that is to be kept, counted from 1, and what came of it.
  private let wanted: Int?
  private(set) var replayed: ReplayedInstance?
  private var judgement: Judgement?

  init(
    table: ScopeTable, statement: Expression, seed: UInt64, fuel: Int, digits: Int = 30,
    wanted: Int? = nil
  ) {
    self.digits = max(30, digits)
    self.wanted = wanted
    self.table = table
    self.statement = statement
    self.seed = seed
    self.fuel = Fuel(fuel)
    space = InstanceSpace(
      table: table, symbols: table.dependencies(of: statement),
      omitting: statement.eigenvalueSymbols.union(table.memberSymbols(of: statement)),
      hypotheses: statement.hypotheses)
    survey.seed = seed
    survey.exactDigits = self.digits
  }

  /// The bits of agreement, and the precisions that are tried.
  private var leastBits: Int { digits == 30 ? 100 : digits * 3322 / 1000 + 1 }
  private var precisions: [Int] {
    digits == 30 ? [160, 320, 640, 1280] : [1, 2, 4].map { $0 * (leastBits + 64) }
  }

  mutating func run(instances: Int, isSimplest: Bool) -> Survey {
    let search = SurveySearch(space: space, seed: seed, fuel: fuel)
    do {
      try draw(search, instances)
      if isSimplest, refuted != nil || undefined != nil { try simplify() }
    } catch EvaluationFailure.outOfFuel {
      survey.isOutOfFuel = true
    } catch EvaluationFailure
      .notEvaluable(let reason)
    {
      survey.notEvaluable = reason
    } catch {}
    survey.sizes = sizes.count
    survey.refutation = refuted?.example
    survey.undefinedAt = undefined?.example
    survey.noInstance = survey.witness == nil
    return survey
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

  private mutating func visit(
    _ candidate: InstanceSpace.Candidate, _ complexity: Complexity
  ) throws {
    let outcome: InstanceOutcome
    do {
      outcome = try examine(candidate)
    } catch EvaluationFailure.undefined { return } catch EvaluationFailure.notEvaluable(let reason)
    {
      survey.notEvaluable = survey.notEvaluable ?? reason
      if survey.witness == nil { survey.witness = text(of: candidate) }
      return
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
      if refuted.map({ complexity < $0.complexity }) ?? true { refuted = (complexity, example) }
    case .undefined(let example):
      if undefined.map({ complexity < $0.complexity }) ?? true { undefined = (complexity, example) }
    case .unknown: break
    }
    survey.instances += 1
    if survey.instances == wanted { replayed = replay(candidate, outcome) }
    sizes.insert(space.sizeText(of: candidate.instance))
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
  private mutating func examine(_ candidate: InstanceSpace.Candidate) throws -> InstanceOutcome {
    // The first instances are compared at every precision, so that a tiny difference is seen.
    let isThorough = survey.agree < 4
    var best: Judgement?
    for bits in precisions {
      let evaluator = SurfaceEvaluator(
        table: table, instance: candidate.instance, bits: bits, fuel: fuel)
      evaluator.granted = candidate.granted
      let judgement: Judgement
      do {
        judgement = try evaluator.judge(statement)
      } catch EvaluationFailure.unknown { continue } catch EvaluationFailure.undefined(
        let reason, let standing)
      {
        if standing, !table.scope.strict {
          throw EvaluationFailure.undefined(reason, standing: true)
        }
        return .undefined(counterexample(.undefined(reason, side: "a side"), candidate))
      }
      self.judgement = judgement
      if judgement.isVacuous { return .vacuous }
      switch judgement.truth {
      case .no:
        let example = counterexample(judgement, candidate)
        return judgement.isUndefined ? .undefined(example) : .disagrees(example)
      case .yes: return .agrees(bits: judgement.bits < Judgement.exact ? judgement.bits : nil)
      case .unknown: break
      }
      if judgement.isSampled {
        survey.isSampled = true
        if !judgement.isOverlap { return .agrees(bits: nil) }
      }
      guard judgement.isOverlap else { continue }
      if judgement.bits >= leastBits {
        best = judgement
        if !isThorough { break }
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

  /// Searches all instances in order for the first failure, up to the one that was found: a first
  /// round among the very simplest of each size, then all, as far as the budget goes.
  private mutating func simplify() throws {
    let saved = survey
    defer { survey = saved }
    try simplify(heights: 1, specials: 1, fuel: 150_000)
    try simplify(heights: 12, specials: .max, fuel: fuel.left)
  }

  private mutating func simplify(heights: Int, specials most: Int, fuel budget: Int) throws {
    let needsRefutation = refuted != nil
    guard let bound = needsRefutation ? refuted?.complexity : undefined?.complexity else { return }
    let search = InstanceSearch(space: space, fuel: fuel)
    var copy = self
    defer { (refuted, undefined) = (copy.refuted, copy.undefined) }
    let reserve = fuel.left - budget
    for sizes in space.sizes() {
      let total = sizes.reduce(0) { $0 + $1.value }
      if total > bound.size { return }
      let tallest = min(heights, total < bound.size ? 3 : bound.height)
      let layout = try space.layout(sizes: sizes, height: tallest, fuel: fuel)
      for height in 1...max(tallest, 1) {
        let known = total == bound.size && height == bound.height ? bound.specials : .max
        for specials in 0...max(0, min(layout.coordinates.count, known, most))
        where height == 1 || specials > 0 {
          let isLeft = try search.visit(
            layout, height: height, specials: specials, limit: 1000
          ) { candidate, complexity in
            let limit = needsRefutation ? copy.refuted?.complexity : copy.undefined?.complexity
            try copy.visit(candidate, complexity)
            let now = needsRefutation ? copy.refuted?.complexity : copy.undefined?.complexity
            return now == limit
          }
          if !isLeft, let now = needsRefutation ? copy.refuted : copy.undefined,
            now.complexity.size == total, now.complexity.height <= height
          {
            return
          }
          if fuel.left < reserve { return }
        }
      }
    }
  }
}

extension InstanceSpace {
  /// The sizes of an instance as text.
  func sizeText(of instance: Instance) -> String {
    symbols.compactMap { name in
      if let space = instance.spaces[name] { return "\(name)=\(space.count)" }
      guard table.declarations[name]?.type == .size else { return nil }
      return instance.values[name].map { "\(name)=\($0.text)" }
    }.joined(separator: ",")
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
