extension RunReport {
  /// The report as JSON, version 1.
  public var json: String { value.text() + "\n" }

  private var value: JSON {
    .object([
      ("version", .integer(version)),
      ("claims", .array(claims.map(\.value))),
      (
        "summary",
        .object([
          ("proved", .integer(summary.proved)), ("wrong", .integer(summary.wrong)),
          ("needsAssumption", .integer(summary.needsAssumption)),
          ("tested", .integer(summary.tested)), ("undecided", .integer(summary.undecided)),
          ("unreadable", .integer(summary.unreadable)),
          ("unexpected", .integer(summary.unexpected)),
        ])
      ),
    ])
  }
}

extension ClaimReport {
  var value: JSON {
    .object([
      ("id", .string(id)), ("document", .string(document)), ("question", .string(question)),
      ("title", .string(title)), ("kind", .string(kind)), ("file", .string(file)),
      ("statement", .string(statement)), ("outcome", .string(outcome.rawValue)),
      ("expected", .string(expected.rawValue)), ("asExpected", .bool(asExpected)),
      ("reason", .optional(reason)),
      (
        "assumptions",
        .object([
          ("used", .strings(assumptions.used)), ("unused", .strings(assumptions.unused)),
          ("standing", .strings(assumptions.standing)),
          ("missing", .strings(assumptions.missing)),
        ])
      ),
      ("readings", .strings(readings)),
      ("axioms", .strings(axioms)), ("citedAxioms", .strings(citedAxioms)),
      ("lines", .array(lines.map(\.value))),
      ("firstWrongLine", .optional(firstWrongLine)),
      ("conclusion", .optional(conclusion?.rawValue)),
      ("witness", .optional(witness)),
      ("evidence", evidence.value),
      (
        "disagreements",
        .array(
          disagreements.map {
            .object([
              ("line", .optional($0.line)), ("legs", .strings($0.legs.map(\.rawValue))),
            ])
          })
      ),
      ("seed", .string(String(seed))), ("seconds", .number(seconds)),
    ])
  }
}

extension LineReport {
  var value: JSON {
    .object([
      ("number", .integer(number)), ("relation", .string(relation)), ("latex", .string(latex)),
      ("outcome", .string(outcome.rawValue)), ("rule", .optional(rule)),
      ("reason", .optional(reason)), ("counterexample", counterexample?.value ?? .null),
      ("instances", .optional(instances)), ("agree", .optional(agree)),
      ("missing", .array(missing.map(JSON.strings))), ("relativeTo", .optional(relativeTo)),
    ])
  }
}

extension CounterexampleReport {
  var value: JSON {
    .object([
      ("assignment", .object(order.map { ($0, .optional(assignment[$0])) })),
      ("left", .string(left)), ("relation", .string(relation)), ("right", .string(right)),
      ("note", .optional(note)),
    ])
  }
}

extension Evidence {
  var value: JSON {
    var fields: [(String, JSON)] = []
    if let symbolic {
      fields.append(("symbolic", .object([("outcome", .string(symbolic.outcome.rawValue))])))
    }
    if let exact {
      fields.append(
        (
          "exact",
          .object([
            ("instances", .integer(exact.instances)), ("agree", .integer(exact.agree)),
            ("digits", .integer(exact.digits)), ("notApplicable", .optional(exact.notApplicable)),
          ])
        ))
    }
    if let monteCarlo {
      fields.append(
        (
          "monteCarlo",
          .object([
            ("line", .optional(monteCarlo.line)), ("estimate", .optional(monteCarlo.estimate)),
            ("interval", .array(monteCarlo.interval.map(JSON.number))),
            ("falseAlarm", .optional(monteCarlo.falseAlarm)), ("miss", .optional(monteCarlo.miss)),
            ("difference", .optional(monteCarlo.difference)),
            ("samples", .optional(monteCarlo.samples)), ("seconds", .optional(monteCarlo.seconds)),
            ("verdict", .optional(monteCarlo.verdict)),
            ("instance", .optional(monteCarlo.instance)),
            ("instances", .optional(monteCarlo.instances)),
            ("trials", .array(monteCarlo.trials.map(\.json))),
            ("bounds", .optional(monteCarlo.bounds)),
            ("paired", .optional(monteCarlo.isPaired)),
            ("samplewise", .optional(monteCarlo.samplewise)),
            ("notApplicable", .optional(monteCarlo.notApplicable)),
          ])
        ))
    }
    if let model {
      fields.append(
        (
          "model",
          .object([
            ("quantity", .optional(model.quantity)), ("predicted", .optional(model.predicted)),
            ("measured", .optional(model.measured)), ("tolerance", .optional(model.tolerance)),
            ("control", .optional(model.control)), ("verdict", .optional(model.verdict)),
            ("notApplicable", .optional(model.notApplicable)),
          ])
        ))
    }
    return .object(fields)
  }
}

extension Evidence.MonteCarlo.Trial {
  fileprivate var json: JSON {
    .object([
      ("instance", .string(instance)), ("estimate", .number(estimate)),
      ("interval", .array(interval.map(JSON.number))), ("samples", .integer(samples)),
    ])
  }
}
