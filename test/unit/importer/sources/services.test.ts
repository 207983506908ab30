import { describe, expect, it } from '@jest/globals';
import { ServiceWords } from '../../../../src/importer/sources/services.js';
import { serviceWords, vocabulary } from '../vocabulary.js';

const codes = (text: string) =>
  Object.entries(serviceWords.find(text).services).map(([code, { state, season }]) =>
    [code, state, season].filter(Boolean).join(' '),
  );

describe('a services column', () => {
  it.each([
    ['空调、冰箱、微波炉', ['air_conditioning yes', 'refrigerator yes', 'microwave yes']],
    ['饮用水,wifi；手机快充/雨伞', ['drinking_water yes', 'wifi yes', 'phone_charging yes', 'rain_gear yes']],
    ['WiFi', ['wifi yes']],
    ['heating, microwave', ['heating yes', 'microwave yes']],
    ['无线网络、无障碍卫生间', ['wifi yes', 'accessible_toilet yes']],
    ['全天热水', ['hot_water yes']],
    ['夏季纳凉、冬季取暖', ['air_conditioning yes summer', 'heating yes winter']],
    ['电瓶充换电', ['battery_swap yes']],
    ['女司机独立休息室', ['women_rest_room yes']],
    ['无空调、没有厕所', ['air_conditioning no', 'toilet no']],
  ])('%s', (text, found) => {
    expect(codes(text)).toEqual(found);
  });

  it('never takes a word for "yes" that says something is missing, broken or planned', () => {
    for (const word of ['空调维修中', '微波炉已坏', '暂停热水', '拟设厕所', '不可充换电', '热水未开通']) {
      expect(serviceWords.find(word)).toEqual({ services: {}, unknown: [word] });
    }
  });

  it('hands back what it does not know, and does not guess what "充电" charges', () => {
    expect(serviceWords.find('充电、消毒柜、热水')).toEqual({
      services: { hot_water: { state: 'yes' } },
      unknown: ['充电', '消毒柜'],
    });
  });

  it('knows every label of the vocabulary by its first word, and by the English one where it is one word', () => {
    for (const { code, label } of vocabulary.services.values()) {
      expect(codes(label.zh.split('/')[0]!)).toContain(`${code} yes`);
      if (!/[,/]/.test(label.en)) expect(codes(label.en)).toContain(`${code} yes`);
    }
  });

  it('refuses a synonym of a service that is not there', () => {
    expect(() => new ServiceWords(vocabulary, [['teleport', '传送']])).toThrow('teleport');
  });
});
