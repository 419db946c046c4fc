import Exact
import Notation
import Numeric

/// Looks for admissible instances at which a statement fails, by evaluating it as it was written.
///
/// Instances come in the order of their complexity, then at random from a seed; the same seed gives
/// the same survey. Cost: at most `fuel` evaluations of nodes of the syntax tree, about 10⁷ a
/// second.
public struct Refuter: Sendable {
  let table: ScopeTable

  public init(scope: Scope) {
    table = ScopeTable(scope: scope)
  }

  /// The budget of one survey.
  public static let defaultFuel = 1_500_000

  /// An admissible instance of everything that is declared, as text; `nil` when none was found.
  public func admissibleInstance(seed: UInt64 = 0, fuel: Int = 200_000) -> [Counterexample.Value]? {
    let all = Set(table.declarations.keys)
    var result: [Counterexample.Value]?
    let space = InstanceSpace(table: table, symbols: all, omitting: [])
    let search = SurveySearch(space: space, seed: seed, fuel: Fuel(fuel))
    _ = try? search.run(instances: 1) { candidate, _ in
      result = candidate.instance.assignment(of: table, symbols: Set(space.symbols))
      return false
    }
    return result
  }

  /// The assumptions, as they were written, of which no instance is known: together with those that
  /// they are tied to by a common symbol, they may be empty.
  ///
  /// A survey only looks at the assumptions about what its statement is about.
  public func uncertifiedAssumptions(seed: UInt64 = 0, fuel: Int = 200_000) -> [String] {
    var result: [String] = []
    var certified: Set<String> = []
    for condition in table.conditions {
      let names = table.dependencies(of: condition.formula)
      if !names.isEmpty, names.isSubset(of: certified) { continue }
      let space = InstanceSpace(table: table, symbols: names, omitting: [])
      var isFound = false
      let search = SurveySearch(space: space, seed: seed, fuel: Fuel(fuel))
      _ = try? search.run(instances: 1) { _, _ in
        isFound = true
        return false
      }
      if isFound { certified.formUnion(space.symbols) } else { result.append(condition.latex) }
    }
    return result
  }

  /// Evaluates a statement at admissible instances; a failure is made as simple as it can be unless
  /// `isSimplest` is false.
  public func survey(
    _ statement: Expression, seed: UInt64, instances: Int = 200, fuel: Int = Refuter.defaultFuel,
    isSimplest: Bool = true, digits: Int = 30
  ) -> Survey {
    var surveyor = Surveyor(
      table: table, statement: statement, seed: seed, fuel: fuel, digits: digits)
    var survey = surveyor.run(instances: instances, isSimplest: isSimplest)
    if let found = survey.refutation, !replay(found, of: statement) {
      survey.unconfirmed = found
      survey.refutation = nil
    }
    if let found = survey.undefinedAt, !replay(found, of: statement) {
      survey.unconfirmed = found
      survey.undefinedAt = nil
    }
    if survey.unconfirmed != nil, !isSimplest {
      // A simpler failure may be confirmed.
      return self.survey(
        statement, seed: seed, instances: instances, fuel: fuel, digits: digits)
    }
    return survey
  }
}
