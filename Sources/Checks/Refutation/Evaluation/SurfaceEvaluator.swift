import Exact
import Notation
import Numeric

/// Evaluates the surface tree at an instance, exactly where it can, else in balls.
///
/// A definition is its text: its body is evaluated where it is used, and parameters, bound
/// variables and variables of derivatives hide declared symbols of the same name. Every evaluation
/// of a node costs one unit of fuel.
final class SurfaceEvaluator {
  let table: ScopeTable
  let instance: Instance
  let fuel: Fuel
  var arithmetic: Arithmetic
  /// What is bound at the moment, on top of the instance.
  var bindings: [String: SurfaceValue]
  /// Parameters of definitions whose arguments have no value; only where one is used does that matter.
  var withoutValue: [String: EvaluationFailure] = [:]
  /// Terms of sequences that were computed at this instance.
  var sequenceCache: [String: SurfaceValue] = [:]
  /// States of what moves that were computed, by the time.
  var states: [Rational: State] = [:]
  /// Whether everything that moves is asked for at the time of the instance only.
  var isOnFlow = false
  /// Hypotheses that hold by the choice of the values: a symbol is one of the eigenvalues.
  var granted: Set<Expression> = []
  /// What estimates expectations from samples; they are enumerated where there is none.
  var moments: MomentEstimator?
  /// Memberships whose members are being tried one by one.
  var enumerated: Set<Expression> = []
  /// How many variables of integrals over ℝ are bound.
  var integrationVariables = 0
  /// Whether an integral was enclosed that has no closed form.
  var hasEnclosedIntegrals = false
  private var depth = 0
  private var lastTag = 0

  init(table: ScopeTable, instance: Instance, bits: Int, fuel: Fuel) {
    self.table = table
    self.instance = instance
    self.fuel = fuel
    arithmetic = Arithmetic(bits: bits, complex: false)
    bindings = instance.values
  }

  var bits: Int { arithmetic.bits }

  /// Evaluates something with a name bound anew.
  func binding<R>(_ name: String, to value: SurfaceValue, _ body: () throws -> R) rethrows -> R {
    forgetTerms(at: name)
    let saved = bindings.updateValue(value, forKey: name)
    let failure = withoutValue.removeValue(forKey: name)
    defer {
      bindings[name] = saved
      withoutValue[name] = failure
      forgetTerms(at: name)
    }
    return try body()
  }

  func binding<R>(
    _ names: [String], to values: [SurfaceValue], _ body: () throws -> R
  ) rethrows -> R {
    var saved: [(String, SurfaceValue?)] = []
    let failures = withoutValue
    for (name, value) in zip(names, values) {
      forgetTerms(at: name)
      saved.append((name, bindings.updateValue(value, forKey: name)))
      withoutValue[name] = nil
    }
    defer {
      withoutValue = failures
      for (name, value) in saved.reversed() {
        bindings[name] = value
        forgetTerms(at: name)
      }
    }
    return try body()
  }

  /// Evaluates the law of a sequence or a function: it speaks of the declared symbols, not of what
  /// is bound where the sequence occurs. The variables of derivatives stay: a statement about how
  /// a sequence changes with a symbol of its law is for the reader to judge. As an assumption, a law has
  /// a value.
  func lawful<R>(_ name: String, _ body: () throws -> R) throws -> R {
    var saved: [String: SurfaceValue?] = [:]
    for symbol in table.lawSymbols[name] ?? [] {
      let current = bindings[symbol]
      if current?.numbers?.contains(where: { $0.tag != 0 }) == true { continue }
      saved[symbol] = .some(current)
      bindings[symbol] = instance.values[symbol]
    }
    defer { for (symbol, value) in saved { bindings[symbol] = value } }
    do { return try body() } catch EvaluationFailure.undefined {
      throw EvaluationFailure.brokenLaw
    }
  }

  /// Terms of sequences may depend on anything but the index of their recurrence.
  private func forgetTerms(at name: String) {
    if sequenceCache.isEmpty || table.recurrences.values.contains(where: { $0.index == name }) {
      return
    }
    sequenceCache = [:]
  }

  func freshTag() -> Int {
    lastTag += 1
    return lastTag
  }

  /// The value of an expression that is no statement.
  func value(_ e: Expression) throws -> SurfaceValue {
    try fuel.spend()
    depth += 1
    defer { depth -= 1 }
    guard depth < 500 else { throw EvaluationFailure.notEvaluable("the formula is too deep") }
    switch e.form {
    case .number(let q): return SurfaceValue(q)
    case .symbol(let name): return try value(of: name)
    case .constant(let constant): return try value(of: constant)
    case .negate(let a): return try value(a).mapping { arithmetic.negate($0) }
    case .binary(let operation, _, _) where operation.isOfSets: return try setValue(e)
    case .binary(let operation, let a, let b):
      do { return try combine(operation, value(a), value(b)) } catch EvaluationFailure.undefined(
        let reason, let standing)
      {
        guard try hasFailingBracket(e) else {
          throw EvaluationFailure.undefined(reason, standing: standing)
        }
        return .zero
      }
    case .power(let base, let exponent): return try power(base, exponent)
    case .call(let name, let arguments): return try call(name, arguments)
    case .apply(let head, let arguments):
      if let definition = definition(head, arguments) {
        return try unfolding(definition, arguments) { try value(definition.body) }
      }
      return try apply(head, arguments.map { try value($0) })
    case .index(let head, let indices): return try entry(head, indices)
    case .transpose(let a): return try transpose(value(a))
    case .tuple(let list):
      // Vectors inside of a column are stacked.
      var entries: [DualNumber] = []
      for item in list {
        switch try value(item) {
        case .number(let x): entries.append(x)
        case .vector(let v): entries += v
        default: throw EvaluationFailure.shapes
        }
      }
      return .vector(entries)
    case .matrix(let rows):
      let entries = try rows.map { try $0.map { try number($0) } }
      guard let width = entries.first?.count, entries.allSatisfy({ $0.count == width }) else {
        throw EvaluationFailure.shapes
      }
      return .matrix(Grid(rows: rows.count, columns: width, entries.flatMap { $0 }))
    case .partial(let body, let name, let order):
      return try derivative(of: body, by: name, order: order)
    case .partialEntry(let body, let name, let indices):
      return try derivative(of: body, by: name, at: indices)
    case .gradient(let body, let names): return try gradient(of: body, by: names)
    case .bind(let binder, let body): return try bind(binder, body)
    case .set(let list): return .set(try elements(list))
    case .plusMinus: throw EvaluationFailure.notEvaluable("± outside of a set")
    case .prime, .jacobian: throw EvaluationFailure.notEvaluable("a function without arguments")
    case .setBuilder: return try setValue(e)
    case .relation, .not, .and, .or, .implies, .iff, .forAll, .exists, .almostEvery:
      throw EvaluationFailure.notEvaluable("a statement used as a value")
    }
  }

  private func setValue(_ e: Expression) throws -> SurfaceValue {
    guard let list = try elements(of: e) else {
      throw EvaluationFailure.notEvaluable("a set given by a condition")
    }
    return .set(list)
  }

  /// The value of an expression that has to be a number.
  func number(_ e: Expression) throws -> DualNumber {
    switch try value(e) {
    case .number(let x): return x
    default: throw EvaluationFailure.shapes
    }
  }

  /// The value of an expression that has to be an integer.
  func integer(_ e: Expression) throws -> Int {
    if case .constant(.infinity) = e.form {
      throw EvaluationFailure.notEvaluable("an infinite range")
    }
    let x = try number(e).primal
    if let n = x.rational?.int { return n }
    throw EvaluationFailure.notEvaluable("an index that is no integer")
  }

  private func value(of name: String) throws -> SurfaceValue {
    if let failure = withoutValue[name] { throw failure }
    if let bound = bindings[name] { return bound }
    if let definition = table.definitions[name] {
      guard definition.parameters.isEmpty else {
        throw EvaluationFailure.notEvaluable("the function \(name) without arguments")
      }
      return try value(definition.body)
    }
    throw EvaluationFailure.notEvaluable("\(name) has no value here")
  }

  private func value(of constant: Constant) throws -> SurfaceValue {
    switch constant {
    case .imaginaryUnit: .number(.plain(.gaussian(0, 1)))
    case .euler: .number(.plain(.ball(.e(precision: bits))))
    case .pi: .number(.plain(.ball(.pi(precision: bits))))
    case .identity: .identity(.one)
    case .infinity: throw EvaluationFailure.notEvaluable("arithmetic with infinity")
    }
  }

  /// The elements of a set, `a ± b` as two.
  private func elements(_ list: [Expression]) throws -> [SurfaceValue] {
    var result: [SurfaceValue] = []
    for item in list {
      for choice in item.signChoices { result.append(try value(choice)) }
    }
    return result
  }
}

extension Expression {
  /// The expressions that one with ± stands for: all upper signs, all lower signs.
  var signChoices: [Expression] {
    guard let upper = resolvingSigns(upper: true), let lower = resolvingSigns(upper: false),
      upper != lower
    else { return [self] }
    return [upper, lower]
  }

  private func resolvingSigns(upper: Bool) -> Expression? {
    if case .plusMinus(let a, let b) = form {
      guard let a = a.resolvingSigns(upper: upper), let b = b.resolvingSigns(upper: upper) else {
        return nil
      }
      return Expression(.binary(upper ? .add : .subtract, a, b), at: place)
    }
    return mapping { $0.resolvingSigns(upper: upper) }
  }
}

/// A budget of evaluations, shared by everything that belongs to one survey.
final class Fuel {
  private(set) var left: Int

  init(_ amount: Int) { left = amount }

  func spend(_ amount: Int = 1) throws {
    left -= amount
    if left < 0 { throw EvaluationFailure.outOfFuel }
  }

  var isSpent: Bool { left <= 0 }
}
