import Models
import Numeric
import Testing

@testable import Checks

/// The model leg: what it says of every claim that has one, and what happens when it contradicts a proof.
@Suite("The model leg") struct ModelLegTests {
  static let claims = Experiments.all.map(\.claim)

  @Test(
    "a model agrees with its claim and rejects the control, with other seeds as well, and a wrong one fails",
    arguments: claims)
  func agrees(_ id: String) throws {
    let bank = try Bank()
    let claim = try #require(bank.claim(id))
    let experiment = try #require(Experiments.all.first { $0.claim == id })
    var stream = RandomStream(seed: 0xC0FFEE, stream: 1)
    var drawn = experiment.setting(&stream)
    drawn.seed = 0xC0FFEE
    let setting = drawn
    let measured = experiment.measure(setting)
    func model(off shift: Double) -> Evidence.Model {
      let moved = Experiment(
        claim: id, control: experiment.control, quantity: experiment.quantity,
        reading: experiment.reading, line: experiment.line, setting: { _ in setting },
        predict: experiment.predict,
        measure: { _ in
          measured.map {
            let step = 3 * $0.tolerance + 0x1p-40 * (1 + abs($0.value))
            return Measurement(
              value: $0.value + shift * step, tolerance: $0.tolerance, seconds: 0)
          }
        })
      return Experiments.run(for: claim, in: bank, among: [moved], seed: 0xC0FFEE)
    }
    let sound = model(off: 0)
    #expect(sound.notApplicable == nil)
    #expect(sound.verdict == "agrees" && sound.control == "rejected")
    if experiment.reading == .value {
      #expect(model(off: 1).verdict == "disagrees")
    } else {
      // A bound is broken on one side alone.
      #expect([1e13, -1e13].contains { model(off: $0).verdict == "disagrees" })
    }
  }

  /// The report of a claim whose experiment measures something else than it should.
  private func report(
    _ change: @escaping @Sendable (Measurement) -> Measurement
  ) throws -> ClaimReport {
    let bank = try Bank()
    let claim = try #require(bank.claim("hw5/q2b.i/one"))
    let original = try #require(Experiments.all.first { $0.claim == claim.id })
    var checker = Checker(bank: bank)
    checker.experiments = [
      Experiment(
        claim: original.claim, control: original.control, quantity: original.quantity,
        setting: original.setting, predict: original.predict,
        measure: { setting in original.measure(setting).map(change) })
    ]
    return checker.check(claim)
  }

  @Test("a model that contradicts a proof is the loudest line of the report") func planted() throws
  {
    let report = try report {
      Measurement(value: $0.value + 1e-6, tolerance: $0.tolerance, seconds: 0)
    }
    #expect(report.evidence.model?.verdict == "disagrees")
    #expect(
      report.disagreements == [
        Disagreement(line: nil, legs: [.symbolic, .model]),
        Disagreement(line: nil, legs: [.exact, .model]),
      ])
    #expect(report.outcome == .undecided && !report.asExpected)
    #expect(report.reason?.hasPrefix("THE LEGS DISAGREE: symbolic against model") == true)
  }

  @Test("a model that cannot reject the control is no witness") func blunt() throws {
    let report = try report { Measurement(value: $0.value, tolerance: 10, seconds: 0) }
    #expect(report.evidence.model?.control == "accepted" && !report.disagreements.isEmpty)
    // As it is, the same model agrees.
    let sound = try self.report { $0 }
    #expect(sound.evidence.model?.verdict == "agrees" && sound.asExpected)
  }

  @Test(
    "a bound that a model breaks is no bound, and one that it keeps to with room does not hide a wrong one",
    arguments: [("april18/q4.2d/cap", 0.5), ("april18/q4.3/infimum", -1.0)])
  func trainedBounds(_ id: String, beyond: Double) throws {
    let bank = try Bank()
    let claim = try #require(bank.claim(id))
    let original = try #require(Experiments.all.first { $0.claim == claim.id })
    #expect(original.reading == .left)
    func run(_ shift: Double, control: String? = nil) -> Evidence.Model {
      let changed = Experiment(
        claim: original.claim, control: control ?? original.control,
        quantity: original.quantity, reading: .left, setting: original.setting,
        predict: original.predict,
        measure: { setting in
          original.measure(setting).map {
            Measurement(value: $0.value + shift, tolerance: $0.tolerance, seconds: 0)
          }
        })
      return Experiments.run(for: claim, in: bank, among: [changed], seed: 1)
    }
    #expect(run(0).verdict == "agrees")
    #expect(run(beyond).verdict == "disagrees" && run(beyond).control == "rejected")
    // A control that says the same is not rejected.
    #expect(run(0, control: claim.id).verdict == "disagrees")
  }

  /// What a model says of a bound when it measures something else than it should.
  private func bound(_ change: @escaping @Sendable (Measurement) -> Measurement) throws
    -> Evidence.Model
  {
    let bank = try Bank()
    let claim = try #require(bank.claim("fall2023/q3.4-mono/step"))
    let original = try #require(Experiments.all.first { $0.claim == claim.id })
    let changed = Experiment(
      claim: original.claim, control: original.control, quantity: original.quantity,
      reading: original.reading, line: original.line, setting: original.setting,
      predict: original.predict,
      measure: { setting in original.measure(setting).map(change) })
    return Experiments.run(for: claim, in: bank, among: [changed], seed: 3)
  }

  @Test("a bound is kept from below, broken from above, and its reverse rejected") func bounds()
    throws
  {
    let sound = try bound { $0 }
    #expect(sound.verdict == "agrees" && sound.control == "rejected")
    let low = try bound {
      Measurement(value: $0.value - 10, tolerance: $0.tolerance, seconds: 0)
    }
    #expect(low.verdict == "agrees" && low.predicted == low.measured)
    let high = try bound {
      Measurement(value: $0.value + 10, tolerance: $0.tolerance, seconds: 0)
    }
    #expect(high.verdict == "disagrees" && high.control == "accepted")
    let blunt = try bound { Measurement(value: $0.value, tolerance: 100, seconds: 0) }
    #expect(blunt.verdict == "disagrees" && blunt.control == "accepted")
  }
}
