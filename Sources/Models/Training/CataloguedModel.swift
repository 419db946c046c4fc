/// A model that can be trained by its name.
public struct CataloguedModel: Sendable {
  /// How the training of a model is made.
  public enum Start: Sendable {
    /// On images, of which there are as many as said.
    case images(@Sendable (_ seed: UInt64, _ images: Int) -> any Training<ImageSet>)
    /// On images, with a choice of the generator's loss.
    case game(
      @Sendable (_ seed: UInt64, GenerativeAdversarialNetwork.GeneratorLoss)
        -> any Training<ImageSet>)
    /// On examples that the model draws itself.
    case fresh(@Sendable (_ seed: UInt64) -> any Training<FreshExamples>)
  }

  public let name: String
  /// Epochs when nothing else is said.
  public let epochs: Int
  public let start: Start

  /// All of them, those of the coding exercises first.
  public static let all: [CataloguedModel] = images + fresh

  private static let images = [
    CataloguedModel(
      name: "vae", epochs: 200,
      start: .images { seed, _ in VariationalAutoencoderTraining(seed: seed) }),
    CataloguedModel(
      name: "gan", epochs: 30,
      start: .game { seed, loss in GenerativeAdversarialTraining(kind: loss, seed: seed) }),
    CataloguedModel(
      name: "beta-vae", epochs: 50,
      start: .images { seed, _ in
        VariationalAutoencoderTraining(
          bound: .analytic, objective: .evidence(beta: 4), seed: seed)
      }),
    CataloguedModel(
      name: "iwae", epochs: 50,
      start: .images { seed, _ in
        VariationalAutoencoderTraining(objective: .importance(samples: 5), seed: seed)
      }),
    CataloguedModel(
      name: "instance-vae", epochs: 50,
      start: .images { seed, count in InstanceAutoencoderTraining(images: count, seed: seed) }),
  ]

  private static let fresh = [
    sampled("linear-vae", epochs: 20) { LinearAutoencoderModel(seed: $0) },
    sampled("dropout", epochs: 40) { _ in DropoutModel(keep: 0.75) },
    sampled("affine-flow", epochs: 10) { _ in LikelihoodFit(AffineFlow(dimension: 2)) },
    sampled("affine-flow-reverse", epochs: 10) { _ in DivergenceFit(AffineFlow(dimension: 2)) },
    sampled("coupling-flow", epochs: 20) { LikelihoodFit(CouplingFlow(couplings: 4, seed: $0)) },
    sampled("coupling-flow-reverse", epochs: 20) {
      DivergenceFit(CouplingFlow(couplings: 4, seed: $0))
    },
    sampled("planar-flow", epochs: 20) {
      LikelihoodFit(PlanarFlow(layers: 8, dimension: 2, seed: $0))
    },
    sampled("planar-flow-reverse", epochs: 20) {
      DivergenceFit(PlanarFlow(layers: 8, dimension: 2, seed: $0))
    },
    sampled("line-gan", epochs: 30) { LineGAN(seed: $0) },
    CataloguedModel(
      name: "dirac", epochs: 30, start: .fresh { _ in DiracTraining("dirac", gamma: 0) }),
    CataloguedModel(
      name: "dirac-penalty", epochs: 30,
      start: .fresh { _ in DiracTraining("dirac-penalty", gamma: 0.3) }),
    sampled("ratio", epochs: 10) { RatioModel(isEnergy: false, seed: $0) },
    sampled("energy", epochs: 10) { RatioModel(isEnergy: true, seed: $0) },
    sampled("contrastive", epochs: 5) { ContrastiveEncoders(untrained: $0) },
    sampled("joint-contrastive", epochs: 10) { JointEncoder(seed: $0) },
    sampled("simsiam", epochs: 5) {
      SiamesePerceptron(untrained: $0, hasPredictor: true, target: .stopped)
    },
    sampled("simsiam-no-stop", epochs: 5) {
      SiamesePerceptron(untrained: $0, hasPredictor: true, target: .moving)
    },
    sampled("simsiam-no-predictor", epochs: 5) {
      SiamesePerceptron(untrained: $0, hasPredictor: false, target: .stopped)
    },
    sampled("byol", epochs: 5) {
      SiamesePerceptron(untrained: $0, hasPredictor: true, target: .following(0.05))
    },
    sampled("byol-no-predictor", epochs: 5) {
      SiamesePerceptron(untrained: $0, hasPredictor: false, target: .following(0.05))
    },
    sampled("linear-simsiam", epochs: 5) { LinearSiameseModel(target: .stopped, seed: $0) },
    sampled("linear-simsiam-no-stop", epochs: 5) { LinearSiameseModel(target: .moving, seed: $0) },
    sampled("linear-byol", epochs: 5) { LinearSiameseModel(target: .following(0.05), seed: $0) },
    sampled("copy", epochs: 6) { CopyModel(seed: $0) },
    sampled("critic", epochs: 5) { _ in UniformCritic() },
  ]

  private static func sampled(
    _ name: String, epochs: Int, _ model: @escaping @Sendable (UInt64) -> some SampledModel
  ) -> CataloguedModel {
    CataloguedModel(
      name: name, epochs: epochs, start: .fresh { SampledTraining(name, model($0), seed: $0) })
  }
}
