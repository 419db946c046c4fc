import Notation
import Numeric

/// Diffeomorphisms as the printed permutations of points.
extension Replay {
  /// Where F or F⁻¹ leads from a point, and the ratio of the weights there; `nil` for other functions.
  func moved(_ map: Expression, _ argument: Expression) throws -> (
    image: ReplayValue, jacobian: ComplexBall
  )? {
    var (name, isInverse) = ("", false)
    switch map.form {
    case .symbol(let symbol): name = symbol
    case .call(.inverse, let list):
      guard case .symbol(let symbol)? = list.first?.form else { return nil }
      (name, isInverse) = (symbol, true)
    default: return nil
    }
    guard let images = bijections[name],
      case .diffeomorphism(let source, let target)? = table.declarations[name]?.type
    else { return nil }
    guard case .point(let i) = try value(argument),
      let before = weights[isInverse ? target : source],
      let after = weights[isInverse ? source : target]
    else { throw Unknown() }
    let image: Int
    if isInverse {
      guard let place = images.firstIndex(of: i + 1) else { throw Unknown() }
      image = place
    } else {
      guard images.indices.contains(i) else { throw Unknown() }
      image = images[i] - 1
    }
    guard before.indices.contains(i), after.indices.contains(image) else { throw Unknown() }
    let ratio = try after[image] * reciprocal(before[i])
    return (.point(image), reversing.contains(name) ? -ratio : ratio)
  }

  /// det J_F(u); `nil` for other expressions.
  func jacobianDeterminant(_ e: Expression) throws -> ComplexBall? {
    if case .call(.determinant, let list) = e.form { return try jacobianDeterminant(list[0]) }
    guard case .apply(let head, let list) = e.form, case .jacobian(let map) = head.form,
      list.count == 1
    else { return nil }
    return try moved(map, list[0])?.jacobian
  }
}
