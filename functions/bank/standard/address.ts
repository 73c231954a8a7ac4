import * as z from 'zod'
import { Country, text } from './fields.ts'

/** OBPostalAddress7 with all its fields, as a partner sends it. */
export const PostalAddress = z
  .strictObject({
    AddressType: z.enum(['BIZZ', 'DLVY', 'MLTO', 'PBOX', 'ADDR', 'HOME', 'CORR', 'STAT']).optional(),
    Department: text(70).optional(),
    SubDepartment: text(70).optional(),
    StreetName: text(140).optional(),
    BuildingNumber: text(16).optional(),
    BuildingName: text(140).optional(),
    Floor: text(70).optional(),
    UnitNumber: text(16).optional(),
    Room: text(70).optional(),
    PostBox: text(16).optional(),
    TownLocationName: text(140).optional(),
    DistrictName: text(140).optional(),
    CareOf: text(140).optional(),
    PostCode: text(16).optional(),
    TownName: text(140).optional(),
    CountrySubDivision: text(35).optional(),
    Country: Country.optional(),
    AddressLine: z.array(text(70)).max(7).optional(),
  })
  .meta({ id: 'PostalAddress' })
export type PostalAddress = z.output<typeof PostalAddress>
