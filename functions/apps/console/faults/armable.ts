import { placesOfDeliveries } from '#bank/scenarios/deliveries.ts'
import { placesOfOperations } from '#bank/scenarios/places.ts'
import { placesOfEndpoints } from '#edge/request/place.ts'

/** The places that armed faults reach. */
export const armable = [...placesOfOperations, ...placesOfEndpoints, ...placesOfDeliveries]
