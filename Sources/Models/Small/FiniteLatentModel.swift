import Glibc
import Numeric

/// A model with a finite latent variable at one observation x, and an encoder q(z|x) = softmax(a).
///
/// The joint p(x, z) is given as numbers p_z > 0. Everything is computed from them by programs: the bound
/// by enumeration, the best encoder by gradient ascent, the importance-weighted bound by sampling.
public struct FiniteLatentModel: Sendable {
  let joint: [Double]

  public init(joint: [Double]) {
    precondition(joint.allSatisfy { $0 > 0 })
    self.joint = joint
  }

  /// Σ q(z)(log p(x, z) − log q(z)) for an encoder, by enumeration.
  ///
  /// Tolerance: each summand has a few roundings of numbers of the size of its logarithms.
  public func measureBound(encoder q: [Double]) -> Measurement {
    Measurement.timed {
      var (sum, size) = (0.0, 0.0)
      for (q, p) in zip(q, joint) where q > 0 {
        sum += q * (Glibc.log(p) - Glibc.log(q))
        size += q * (abs(Glibc.log(p)) + abs(Glibc.log(q)) + 1)
      }
      return (sum, 0x1p-52 * Double(joint.count + 4) * size)
    }
  }

  /// What the bound with the divergence times β falls short of the evidence by, for the prior p(z), by
  /// enumeration.
  ///
  /// Tolerance: as for the bound, with each logarithm used at most 1 + |β| times.
  public func measureWeightedGap(encoder q: [Double], prior: [Double], beta: Double) -> Measurement
  {
    Measurement.timed {
      var (fit, divergence, size) = (0.0, 0.0, 1.0)
      for (q, (p, prior)) in zip(q, zip(joint, prior)) where q > 0 {
        let logs = (q: Glibc.log(q), joint: Glibc.log(p), prior: Glibc.log(prior))
        fit += q * (logs.joint - logs.prior)
        divergence += q * (logs.q - logs.prior)
        size += q * (abs(logs.q) + abs(logs.joint) + 2 * abs(logs.prior) + 1)
      }
      let evidence = Glibc.log(joint.reduce(0, +))
      return (
        evidence - (fit - beta * divergence),
        0x1p-51 * Double(joint.count + 8) * (size * (1 + abs(beta)) + abs(evidence))
      )
    }
  }

  /// The encoder that gradient ascent of the bound ends at, and the bound there.
  ///
  /// Tolerance: the gradient in the logits is q_z(ℓ_z − ℓ̄) with ℓ = log p − log q. If all |ℓ_z − ℓ̄| ≤ ε,
  /// every log-weight lies within ε of the bound ℓ̄, and so does the logarithm of their mean, which no
  /// bound exceeds.
  public func trainEncoder(steps: Int = 3000) -> (encoder: [Double], bound: Measurement) {
    let n = joint.count
    var parameters = [Tensor<Double>([n, 1])]
    var adam = Adam(for: parameters, rate: 0.1)
    let logs = Tensor([n, 1], joint.map { Glibc.log($0) })
    var q: [Double] = []
    for step in 0...steps {
      adam.rate = 0.1 * (1 - Double(step) / Double(steps + 1))
      let graph = Graph<Double>()
      let a = graph.variable(parameters[0])
      let logQ = a.addingToColumns(-a.logSumExp)
      let loss = (logQ.exponential * (logQ - graph.constant(logs))).sum
      q = logQ.value.elements.map { Glibc.exp($0) }
      if step < steps {
        adam.update(&parameters, gradients: graph.gradient(of: loss, for: [a]))
      }
    }
    let weights = zip(joint, q).map { Glibc.log($0) - Glibc.log($1) }
    let bound = measureBound(encoder: q)
    let gap = weights.reduce(0) { max($0, abs($1 - bound.value)) }
    return (
      q,
      Measurement(
        value: bound.value, tolerance: gap + bound.tolerance + 0x1p-44, seconds: bound.seconds)
    )
  }

  /// The importance-weighted bound 𝔼 log (1/k) Σ p(x, z_j)/q(z_j), by sampling from an encoder.
  ///
  /// Tolerance: seven standard errors. Source: Y. Burda, R. Grosse, R. Salakhutdinov, ICLR 2016,
  /// arXiv:1509.00519.
  public func measureImportanceBound(
    encoder q: [Double], weights k: Int, samples: Int = 200_000, seed: UInt64
  ) -> Measurement {
    guard let law = Categorical(weights: q) else {
      return Measurement(value: .nan, tolerance: .infinity, seconds: 0)
    }
    var stream = WideStream(seed: seed, stream: 3)
    return .meanOfLogMeans(
      of: zip(joint, law.weights).map { $0 / $1 }, law: law, terms: k, count: samples, from: &stream
    )
  }
}
