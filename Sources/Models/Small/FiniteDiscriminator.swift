import Glibc

/// A discriminator of two laws on a finite space, one logit a point, trained by Adam on the exact
/// expectations.
///
/// J(a) = Σ f₁(x) log σ(a(x)) + f₀(x) log(1 − σ(a(x))) is concave. The same objective is the one of
/// noise-contrastive estimation (M. Gutmann, A. Hyvärinen, AISTATS 2010), with a as the energy.
public struct FiniteDiscriminator: Sendable {
  let data: [Double]
  let noise: [Double]
  public let logits: [Double]

  /// A discriminator with given logits.
  init(data: [Double], noise: [Double], logits: [Double]) {
    (self.data, self.noise, self.logits) = (data, noise, logits)
  }

  /// The trained discriminator for probabilities f₁ of data and f₀ of noise; one of both may vanish at a
  /// point.
  public init(data: [Double], noise: [Double], steps: Int = 4000) {
    precondition(data.count == noise.count && (data + noise).allSatisfy { $0 >= 0 })
    (self.data, self.noise) = (data, noise)
    let n = data.count
    var parameters = [Tensor<Double>([n])]
    var adam = Adam(for: parameters, rate: 0.1)
    for step in 0..<steps {
      // The rate falls to zero, so that the steps end at the maximum and not around it.
      adam.rate = 0.1 * (1 - Double(step) / Double(steps))
      let graph = Graph<Double>()
      let a = graph.variable(parameters[0])
      let loss =
        (graph.constant(Tensor([n], data)) * (-a).softplus
        + graph.constant(Tensor([n], noise)) * a.softplus).sum
      adam.update(&parameters, gradients: graph.gradient(of: loss, for: [a]))
    }
    logits = parameters[0].elements
  }

  /// How far the logit of a point may be from the best one.
  ///
  /// The gradient in a is g = f₁ − (f₀ + f₁)σ(a), and its derivative −(f₀ + f₁)σ(1 − σ) changes by at most a
  /// factor e^{|δ|} over a distance δ ≤ 1. So |δ| ≤ e·|g|/((f₀ + f₁)σ(1 − σ)) if that is at most 1; the last
  /// summand is for rounding.
  func logitError(_ i: Int) -> Double {
    let weight = data[i] + noise[i]
    let s = 1 / (1 + Glibc.exp(-logits[i]))
    let error = Glibc.exp(1) * abs(data[i] - weight * s) / (weight * s * (1 - s))
    return error <= 1 ? error + 0x1p-44 : .infinity
  }

  /// The value of the objective; the best is higher by at most Σ (f₀ + f₁)·δ²/8, as σ(1 − σ) ≤ ¼.
  ///
  /// Where one of the laws vanishes no value exceeds 0, and the deficit is what the other one pays.
  public func measureValue() -> Measurement {
    Measurement.timed {
      var (value, deficit) = (0.0, 0.0)
      for i in data.indices {
        let a = logits[i]
        func softplus(_ t: Double) -> Double { max(t, 0) + Glibc.log1p(Glibc.exp(-abs(t))) }
        let cost = data[i] * softplus(-a) + noise[i] * softplus(a)
        value -= cost
        if data[i] == 0 || noise[i] == 0 {
          deficit += cost
        } else {
          let error = logitError(i)
          deficit += (data[i] + noise[i]) * error * error / 8
        }
      }
      return (value, deficit + 0x1p-46 * (1 + abs(value)))
    }
  }

  /// ½J + log 2, the estimate of the divergence of Jensen and Shannon.
  public func measureDivergence() -> Measurement {
    let value = measureValue()
    return Measurement(
      value: value.value / 2 + Glibc.log(2), tolerance: value.tolerance / 2 + 0x1p-52,
      seconds: value.seconds)
  }

  /// The data's probability of a point, as the noise's times e^a: relative error e^δ − 1.
  public func measureDensity(at i: Int) -> Measurement {
    Measurement.timed {
      let value = noise[i] * Glibc.exp(logits[i])
      return (value, value * (Glibc.expm1(logitError(i)) + 0x1p-48))
    }
  }

  /// The mean of e^a under the noise, which importance weights have to have 1 for: relative error e^δ − 1 of each
  /// summand.
  public func measureWeights() -> Measurement {
    Measurement.timed {
      var (value, tolerance) = (0.0, 0.0)
      for i in data.indices {
        let term = noise[i] * Glibc.exp(logits[i])
        value += term
        tolerance += term * (Glibc.expm1(logitError(i)) + 0x1p-48)
      }
      return (value, tolerance)
    }
  }
}
