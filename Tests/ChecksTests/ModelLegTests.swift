import Models
import Testing

@testable import Checks

/// The model leg: what it says of every claim that has one, and what happens when it contradicts a proof.
@Suite("The model leg") struct ModelLegTests {
  static let claims = Experiments.all.map(\.claim)

  @Test(
    "a model agrees with its claim and rejects the control, with other seeds as well",
    arguments: claims)
  func agrees(_ id: String) throws {
    let bank = try Bank()
    let claim = try #require(bank.claim(id))
    let model = Experiments.run(for: claim, in: bank, seed: 0xC0FFEE)
    #expect(model.notApplicable == nil)
    #expect(model.verdict == "agrees" && model.control == "rejected")
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
  func bounds(_ id: String, beyond: Double) throws {
    let bank = try Bank()
    let claim = try #require(bank.claim(id))
    let original = try #require(Experiments.all.first { $0.claim == claim.id })
    #expect(original.isBound)
    func run(_ shift: Double, control: String? = nil) -> Evidence.Model {
      let changed = Experiment(
        claim: original.claim, control: control ?? original.control,
        quantity: original.quantity, isBound: true, setting: original.setting,
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
}
