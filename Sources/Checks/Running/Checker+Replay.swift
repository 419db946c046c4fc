import Notation

extension Checker {
  /// What the exact leg sees at one instance of a line: the values, both sides, and whether it holds.
  ///
  /// Throws a `Bank.Problem` where there is no such line or instance.
  public func replay(_ claim: Claim, line number: Int, instance: Int) throws -> String {
    let lines = try claim.content.get()
    guard let line = lines.first(where: { $0.number == number }) else {
      throw Bank.Problem(description: "\(claim.id) has \(lines.count) lines, no line \(number)")
    }
    let seed = options.seed(for: claim.id)
    let replayed = Refuter(scope: claim.scope).instance(
      instance, of: line.statement, seed: seed, instances: options.instances,
      digits: options.digits)
    guard let replayed else {
      throw Bank.Problem(
        description: "the exact leg draws fewer than \(instance) instances of line \(number)")
    }
    return "\(claim.id), line \(number), instance \(instance), seed \(options.seed)\n"
      + Table.wrapped("  " + line.statement.latex) + replayed.text
  }
}
