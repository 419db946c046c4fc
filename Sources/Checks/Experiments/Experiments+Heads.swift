import Exact
import Models
import Numeric

extension Experiments {
  /// Siamese networks with a layer of hyperbolic tangents.
  static let heads: [Experiment] = [
    Experiment(
      claim: "answers/q5.5/balance-value", control: "answers/q5.5/balance-order",
      quantity: "W Wᵀ − Pᵀ P of SimSiam and of BYOL after training",
      setting: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let model = SiameseHeads(seed: UInt64(seed))
        var setting = Setting([
          "n": SurfaceValue(Rational(model.predictor.count)),
          "m": SurfaceValue(Rational(model.encoder[0].count)),
          "t": SurfaceValue(0), "seed": SurfaceValue(Rational(seed)),
        ])
        setting.instance.curves = ["W": [exact(model.encoder)], "P": [exact(model.predictor)]]
        setting.instance.origin = 0
        return setting
      },
      predict: { formula in
        let entries = try right(formula)
        return entries + entries
      },
      measure: { setting in
        let model = SiameseHeads(seed: UInt64(setting["seed"]))
        return [false, true].flatMap {
          model.measureBalance(following: $0, steps: 600, seed: setting.seed)
        }
      }),
    Experiment(
      claim: "answers/q5.4/norm", control: "answers/q5.4/norm-half",
      quantity: "the rate at which an encoder without predictor and stop-gradient collapses",
      setting: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let (encoder, covariance, _) = collapsing(seed)
        var setting = Setting([
          "n": SurfaceValue(Rational(encoder.count)), "m": SurfaceValue(Rational(encoder[0].count)),
          "t": SurfaceValue(0), "X'": exact(covariance), "seed": SurfaceValue(Rational(seed)),
        ])
        setting.instance.curves = ["W": [exact(encoder)]]
        setting.instance.origin = 0
        return setting
      },
      predict: right,
      measure: { [collapsing(Int($0["seed"])).rate] }),
  ]

  private static func collapsing(_ seed: Int) -> (
    encoder: [[Double]], covariance: [[Double]], rate: Measurement
  ) {
    SiameseHeads(seed: UInt64(seed)).collapsing(steps: 50, seed: UInt64(seed))
  }

  /// A matrix of doubles, exactly.
  private static func exact(_ rows: [[Double]]) -> SurfaceValue {
    .matrix(
      Grid(
        rows: rows.count, columns: rows.first?.count ?? 0,
        rows.flatMap { $0.map { DualNumber(Ball($0).exactRational ?? 0) } }))
  }
}
