import Foundation

/// A row of evidence or of assumptions, in words.
struct Fact: Sendable {
  let name: String
  let value: Value

  enum Value: Sendable {
    case text(String)
    case phrases([Phrase])
    case names([String])
  }
}

extension ClaimReport {
  /// The four legs in words; a leg that was not asked for is absent.
  var legs: [Fact] {
    var facts: [Fact] = []
    func add(_ name: String, _ text: String) { facts.append(Fact(name: name, value: .text(text))) }
    if let symbolic = evidence.symbolic {
      add(
        "Symbolic", symbolic.outcome == .proved ? "a theorem of the kernel" : "no proof")
    }
    if let exact = evidence.exact {
      let digits = exact.digits > 0 ? ", to \(exact.digits) digits at least" : ""
      add(
        "Exact",
        exact.notApplicable.map { "not applicable: \($0)" }
          ?? "agrees at \(exact.agree) of \(exact.instances) instances\(digits)")
    }
    if let sampled = evidence.monteCarlo { add("Monte Carlo", sampled.text) }
    if let model = evidence.model { add("Model", model.text) }
    return facts
  }

  /// What the legs came to, for one cell of a table: `exact 100/100, samples ✓`.
  var shortLegs: String {
    var parts: [String] = []
    if let exact = evidence.exact, exact.notApplicable == nil {
      parts.append("exact \(exact.agree)/\(exact.instances)")
    }
    if let verdict = evidence.monteCarlo?.verdict { parts.append("samples \(verdict)") }
    if let verdict = evidence.model?.verdict { parts.append("model \(verdict)") }
    return parts.joined(separator: ", ")
  }

  /// Assumptions, axioms, witness and seed.
  var grounds: [Fact] {
    var facts: [Fact] = []
    func phrases(_ name: String, _ texts: [String]) {
      let value: Fact.Value =
        texts.isEmpty ? .text("none") : .phrases(texts.map(Phrase.init(assumption:)))
      facts.append(Fact(name: name, value: value))
    }
    phrases("Assumptions used", assumptions.used)
    phrases("Assumptions not used", assumptions.unused)
    if !assumptions.standing.isEmpty { phrases("Standing assumptions", assumptions.standing) }
    if !assumptions.missing.isEmpty { phrases("Assumptions missing", assumptions.missing) }
    facts.append(Fact(name: "Axioms", value: axioms.isEmpty ? .text("none") : .names(axioms)))
    if !citedAxioms.isEmpty {
      facts.append(Fact(name: "Of them only cited", value: .names(citedAxioms)))
    }
    if let witness, !witness.isEmpty {
      facts.append(Fact(name: "An admissible instance", value: .text(Table.plain(witness))))
    }
    for reading in readings {
      facts.append(Fact(name: "Read so that", value: .text(Table.plain(reading))))
    }
    facts.append(Fact(name: "Seed", value: .text(String(seed))))
    return facts
  }

  /// `wrong, as expected`.
  var verdict: String {
    if !asExpected { return "\(outcome.text), not as expected (\(expected.text))" }
    return outcome == .proved ? outcome.text : "\(outcome.text), as expected"
  }

  /// Whether the lines say more than the statement and its outcome.
  var hasSeveralLines: Bool { lines.count > 1 }
}

extension LineReport {
  /// What made the line what it is: the rule, or the reason.
  var ground: String? {
    if let rule { return "Rules: " + rule }
    return outcome == .proved ? nil : reason
  }

  /// The formula of the row, without marks of alignment and texts such as `by independence`.
  var formula: String {
    var text = ""
    var rest = latex[...]
    if let hint = latex.range(of: "\\text{by ") ?? latex.range(of: "\\text{(by ") {
      rest = latex[..<hint.lowerBound]
    }
    var depth = 0
    while let c = rest.first {
      if c == "\\", rest.hasPrefix("\\begin") { depth += 1 }
      if c == "\\", rest.hasPrefix("\\end") { depth -= 1 }
      if c == "\\" {
        text += rest.prefix(2)
        rest = rest.dropFirst(2)
        continue
      }
      if c != "&" || depth > 0 { text.append(c) }
      rest = rest.dropFirst()
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension Evidence.Model {
  /// One sentence for a reader.
  var text: String {
    if let notApplicable { return "not applicable: \(notApplicable)" }
    guard let predicted, let measured, let tolerance, let verdict else { return "not applicable" }
    return "\(verdict): \(quantity ?? "the measured number") is predicted to be \(predicted) and "
      + "measured to be \(measured) within \(tolerance); a wrong formula is \(control ?? "not tried")"
  }
}
