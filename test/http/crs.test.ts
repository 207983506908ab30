import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { distance } from '../../src/core/distance.js';
import { HERE, place, world, type World } from './harness.js';

const AT = `lat=${HERE.lat}&lon=${HERE.lon}`;
let here: World;
beforeAll(async () => {
  here = await world([place('near', 31.2411, 121.4266)]);
});
afterAll(() => here.close());

describe('other datums', () => {
  it.each(['gcj02', 'bd09'])('takes and gives positions in %s', async (crs) => {
    const there = (await here.get(`/v1/facilities/nearest?${AT}&limit=1&outCrs=${crs}`)).body;
    const [lon, lat] = there.features[0].geometry.coordinates;
    expect(there.crs).toBe(crs);
    expect(distance({ lon, lat }, HERE)).toBeGreaterThan(100);
    const answer = await here.get(`/v1/facilities/nearest?lat=${lat}&lon=${lon}&crs=${crs}&limit=1`);
    expect(answer.headers['content-crs']).toBe(crs);
    expect(answer.body.features[0].properties.distance).toBeLessThan(1);
    expect(answer.body.features[0].geometry.coordinates).toEqual([lon, lat]);
    expect(answer.body.query).toMatchObject({ lat, lon, crs, outCrs: crs });
  });
});
