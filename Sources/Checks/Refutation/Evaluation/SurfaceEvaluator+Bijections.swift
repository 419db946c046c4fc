import Exact
import Notation

/// Diffeomorphisms of spaces with finitely many points: bijections, with the ratio of the weights as the
/// Jacobian determinant.
extension SurfaceEvaluator {
  /// The bijection that F or F⁻¹ is.
  private func bijection(_ e: Expression) -> Bijection? {
    switch e.form {
    case .symbol(let name): return instance.bijections[name]
    case .call(.inverse, let list):
      guard list.count == 1, case .symbol(let name) = list[0].form else { return nil }
      return instance.bijections[name]?.inverse
    default: return nil
    }
  }

  /// F(u); `nil` for other functions.
  func image(_ head: Expression, _ arguments: [SurfaceValue]) -> SurfaceValue? {
    guard let map = bijection(head), arguments.count == 1,
      case .point(map.source, let i) = arguments[0], map.images.indices.contains(i)
    else { return nil }
    return .point(map.target, map.images[i])
  }

  /// |det J_F(u)|, or det J_F(u): the weight of F(u) over that of u, with the sign of F; `nil` for other
  /// expressions.
  func jacobianDeterminant(_ e: Expression, absolute: Bool) throws -> SurfaceValue? {
    if case .call(.determinant, let list) = e.form {
      // det Jᵀ = det J.
      if case .transpose(let inner) = list[0].form {
        return try jacobianDeterminant(inner, absolute: absolute)
      }
      return try jacobianDeterminant(list[0], absolute: absolute)
    }
    guard case .apply(let head, let arguments) = e.form, arguments.count == 1,
      case .jacobian(let inner) = head.form, let map = bijection(inner)
    else { return nil }
    guard case .point(map.source, let i) = try value(arguments[0]),
      let from = instance.spaces[map.source], let to = instance.spaces[map.target],
      from.indices.contains(i), map.images.indices.contains(i)
    else { throw EvaluationFailure.shapes }
    let ratio = to[map.images[i]] / from[i]
    return SurfaceValue(map.isReversing && !absolute ? -ratio : ratio)
  }
}
