import type { Words } from '../core/vocabulary.js';
import { offeringRules } from './offerings/rules.js';
import { REJECTS, type Rule } from './rule.js';

const catalogue = {
  'row.unreadable': {
    severity: 'error',
    words: { zh: '这一行无法读取', en: 'the row cannot be read' },
    effect: REJECTS,
  },
  'row.surplus_cells': {
    severity: 'warning',
    words: { zh: '这一行的单元格比表头多', en: 'the row has more cells than there are headings' },
    effect: {
      zh: '照常导入；多出的内容不使用。请检查是否有未加引号的逗号。',
      en: 'The row goes in; what stands under no heading is not used. Look for a comma that is not in quotes.',
    },
  },
  'name.missing': { severity: 'error', words: { zh: '没有名称', en: 'there is no name' }, effect: REJECTS },
  'name.from_category': {
    severity: 'info',
    words: { zh: '没有名称，以类别代替', en: 'there is no name; the category stands for it' },
    effect: {
      zh: '照常导入，名称写作“公厕”等。仅用于 OSM 等地点多无名称的来源（来源文件中 unnamed: category）。',
      en: 'The row goes in as "public toilet" and the like. Only for sources whose places often have none, such as OSM (unnamed: category in the source file).',
    },
  },
  'name.damaged': {
    severity: 'warning',
    words: { zh: '名称或地址中有乱码', en: 'the name or address has damaged characters' },
    effect: {
      zh: '照常导入；请检查原文件，或用 --encoding 指明编码。',
      en: 'The row goes in; look at the file again, or name its encoding with --encoding.',
    },
  },
  'category.missing': {
    severity: 'error',
    words: { zh: '没有类别', en: 'there is no category' },
    effect: {
      zh: '该行不导入；请补上类别，或用 --category 指定。',
      en: 'The row is left out; fill it in, or name one with --category.',
    },
  },
  'category.unknown': {
    severity: 'error',
    words: { zh: '类别无法识别', en: 'the category is not known' },
    effect: {
      zh: '该行不导入；请在来源文件的 category 中，或用 --category-map 说明它对应哪一类。',
      en: 'The row is left out; say what it stands for in the source file (category) or with --category-map.',
    },
  },
  'category.several': {
    severity: 'info',
    words: { zh: '这一行有几个类别', en: 'the row has several categories' },
    effect: { zh: '取规则中排在最前的一个。', en: 'The one that comes first in the rules is taken.' },
  },
  'position.missing': {
    severity: 'info',
    words: { zh: '没有坐标', en: 'there is no position' },
    effect: {
      zh: '保留并列为“未定位”：不丢失，也不会作为附近的点给出。',
      en: 'It is kept as unplaced: not lost, and not served as near anything.',
    },
  },
  'position.one_missing': {
    severity: 'error',
    words: { zh: '经度、纬度只有一个', en: 'only one of longitude and latitude is there' },
    effect: REJECTS,
  },
  'position.not_a_number': {
    severity: 'error',
    words: { zh: '坐标不是数字', en: 'the coordinate is not a number' },
    effect: {
      zh: '该行不导入。可写成 121.43、121°28′30″ 或一格内 “121.43,31.24”。',
      en: 'The row is left out. 121.43, 121°28′30″ or, in one cell, "121.43,31.24" are understood.',
    },
  },
  'position.zero': {
    severity: 'error',
    words: { zh: '坐标为 0', en: 'the position is 0,0, or half of it is 0' },
    effect: {
      zh: '该行不导入：几内亚湾的零点，或一个数为 0、另一个在中国范围内，总是丢失的数据。没有坐标时请留空。',
      en: 'The row is left out: the point in the Gulf of Guinea is always lost data, and so is a 0 beside a number of China. Leave the cells empty where there is no position.',
    },
  },
  'position.swapped': {
    severity: 'error',
    words: { zh: '经度和纬度写反了', en: 'longitude and latitude are swapped' },
    effect: {
      zh: '该行不导入；请对调两列的表头（中国的经度在 73–136 之间，纬度在 3–54 之间）。',
      en: 'The row is left out; swap the headings of the two columns (in China the longitude is 73–136, the latitude 3–54).',
    },
  },
  'position.out_of_range': {
    severity: 'error',
    words: { zh: '坐标超出范围', en: 'the coordinate is out of range' },
    effect: {
      zh: '该行不导入。经度在 -180 到 180 之间，纬度在 -90 到 90 之间；以米为单位的投影坐标须先转换。',
      en: 'The row is left out. Longitude is -180 to 180, latitude -90 to 90; coordinates in metres have to be converted first.',
    },
  },
  'position.no_datum': {
    severity: 'error',
    words: { zh: '填了坐标，没有填坐标系', en: 'there is a position, but nobody says of which datum' },
    effect: {
      zh: '该行不导入。手工定位表中有坐标的行，crs 一列须填 gcj02（高德、腾讯）、bd09（百度）或 wgs84（GPS、天地图）。',
      en: 'The row is left out. In a list for placing by hand the column crs says gcj02 (Amap, Tencent), bd09 (Baidu) or wgs84 (GPS, OpenStreetMap).',
    },
  },
  'position.not_a_point': {
    severity: 'error',
    words: { zh: '几何不是一个点', en: 'the geometry is not a point' },
    effect: {
      zh: '该行不导入；请改为入口或中心点（只含一点的 MultiPoint 可以）。',
      en: 'The row is left out; give the entrance or a centre as a Point (a MultiPoint of one point is one).',
    },
  },
  'position.outside_area': {
    severity: 'warning',
    words: {
      zh: '坐标不在来源声明的区域内',
      en: 'the position is outside the area the source declares',
    },
    effect: {
      zh: '照常导入，但不采用该坐标（列为“未定位”），以免把人引到别的城市；原坐标保留。区域见来源文件的 area。',
      en: 'The row goes in without the position, as unplaced, so that nobody is sent to another city; the numbers are kept. The area is `area` in the source file.',
    },
  },
  'position.far_from_rest': {
    severity: 'warning',
    words: { zh: '离文件中其余地点都很远', en: 'it is far from all other places of the file' },
    effect: {
      zh: '照常导入；请核对坐标。在来源文件中声明 area 后，区域之外的坐标不再采用。',
      en: 'The row goes in; check the position. With an `area` in the source file, positions outside it are not used.',
    },
  },
  'position.other_district': {
    severity: 'warning',
    words: {
      zh: '坐标似乎不在所写的区县或街道',
      en: 'the position does not seem to lie in the district written beside it',
    },
    effect: {
      zh: '照常导入；请核对坐标和所写区县。依据是同一文件及已知地点，不用边界：周围十处以上、八成以上写着另一个区，而 2 公里内几乎没有本区的；或离本区其余地点的中心超过 80 公里（街道 10 公里），并超过通常距离的 8 倍。',
      en: 'The row goes in; check the position and the district. Judged by the other places of the file and those known already, not by boundaries: ten or more around it, 80 % of them of one other district, and hardly any of its own within 2 km; or more than 80 km (subdistrict: 10 km) and 8 times the usual distance from the middle of its own.',
    },
  },
  'position.other_datum': {
    severity: 'warning',
    words: { zh: '坐标系可能声明有误', en: 'the declared datum is doubtful' },
    effect: {
      zh: '照常导入，不作更改：坐标系只由人声明，从不猜测。请核对 --crs 或来源文件的 crs 后重新导入。',
      en: 'The rows go in as they are: the datum is declared, never guessed. Check --crs, or crs in the source file, and import again.',
    },
  },
  'id.damaged': {
    severity: 'error',
    words: {
      zh: '编号被表格软件改成了科学计数法',
      en: 'a spreadsheet has turned the id into a rounded number',
    },
    effect: {
      zh: '该行不导入：末几位已丢失。请把该列设为文本后重新导出。',
      en: 'The row is left out: its last digits are lost. Format the column as text and export it again.',
    },
  },
  'id.repeated': {
    severity: 'warning',
    words: { zh: '与前面某一行是同一条记录', en: 'the same record as an earlier row' },
    effect: {
      zh: '保留先出现的一行，不导入这一行。没有编号时以名称加地址为准。',
      en: 'The earlier row counts, this one is not taken. Without an id, name and address say what is the same.',
    },
  },
  'value.placeholder': {
    severity: 'info',
    words: { zh: '单元格里只是占位符', en: 'the cell only says that there is nothing' },
    effect: { zh: '视为空。', en: 'It is taken as empty.' },
  },
  'value.not_a_number': {
    severity: 'warning',
    words: { zh: '应为数字', en: 'a number was expected' },
    effect: {
      zh: '照常导入；该值只保留在原始记录中。',
      en: 'The row goes in; the value is kept in the raw record only.',
    },
  },
  'value.not_usable': {
    severity: 'warning',
    words: { zh: '该值无法使用', en: 'the value cannot be used' },
    effect: {
      zh: '照常导入；该值只保留在原始记录中。',
      en: 'The row goes in; the value is kept in the raw record only.',
    },
  },
  'value.too_long': {
    severity: 'warning',
    words: { zh: '内容过长', en: 'the text is too long' },
    effect: {
      zh: '截短后导入；全文保留在原始记录中。',
      en: 'It is cut; the whole text is kept in the raw record.',
    },
  },
  'phone.personal': {
    severity: 'info',
    words: { zh: '个人手机号码', en: "a person's own phone number" },
    effect: {
      zh: '只存入内部字段，不对外公布。',
      en: 'It goes to the internal field and never out by the API.',
    },
  },
  'text.personal_number': {
    severity: 'warning',
    words: { zh: '文字中有个人号码', en: "a text holds a person's number" },
    effect: {
      zh: '照常导入；手机号移入内部字段，身份证号不采用，文字中以 *** 代替。请把个人信息放在单独的列中。',
      en: "The row goes in; a mobile number goes to the internal field, a citizen's number is not used, and *** stands in the text. Keep persons in columns of their own.",
    },
  },
  'text.unseen': {
    severity: 'info',
    words: { zh: '文字中有看不见的字符', en: 'a text holds characters that nobody sees' },
    effect: {
      zh: '照常导入；控制字符、方向标记等看不见的字符被去掉。',
      en: 'The row goes in without them: control characters, direction marks and the like.',
    },
  },
  'phone.damaged': {
    severity: 'warning',
    words: {
      zh: '电话被表格软件改成了科学计数法',
      en: 'a spreadsheet has turned the phone number into a rounded number',
    },
    effect: {
      zh: '照常导入，不含该号码。请把该列设为文本后重新导出。',
      en: 'The row goes in without it. Format the column as text and export it again.',
    },
  },
  'services.unknown_word': {
    severity: 'info',
    words: { zh: '服务名称无法识别', en: 'the service is not known' },
    effect: {
      zh: '原词写入说明，不会丢失；可在 service-synonyms.csv 中补上。',
      en: 'The word goes into the description, so it is not lost; service-synonyms.csv can be taught it.',
    },
  },
  'place.removed_by_hand': {
    severity: 'warning',
    words: { zh: '该地点已被编辑人工删除', en: 'an editor has removed this place by hand' },
    effect: {
      zh: '记录照常保存，但不对外提供，直到编辑恢复该地点。',
      en: 'The record is kept, and the place is not served until an editor takes the removal back.',
    },
  },
  'hours.not_understood': {
    severity: 'warning',
    words: {
      zh: '开放时间未能全部识别',
      en: 'the opening hours were not understood, or not all of them',
    },
    effect: {
      zh: '用于在线编辑，以及优惠和热线。保留原文；未识别的部分按“未知”回答，绝不当作开放。',
      en: 'Of edits over HTTP, and of offers and hotlines. The words are kept; what is not understood is answered as unknown, never as open.',
    },
  },
  'export.unknown_place': {
    severity: 'error',
    words: { zh: '导出文件中的这个地点已不存在', en: 'the place of this exported row is no longer there' },
    effect: REJECTS,
  },
  'export.emptied': {
    severity: 'warning',
    words: { zh: '导出文件中的单元格被清空', en: 'cells of the exported row were emptied' },
    effect: {
      zh: '发布方的内容保留；此前在该处的手工更正被撤回。',
      en: 'What a publisher says stays; what was corrected there by hand is taken back.',
    },
  },
  'claim.invalid': {
    severity: 'error',
    words: { zh: '该行不符合数据规则', en: 'the row breaks a rule of the data model' },
    effect: REJECTS,
  },
  ...offeringRules,
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof catalogue;
export const RULES: Readonly<Record<RuleId, Rule>> = catalogue;

/** What the importer does not look at, so that nobody relies on it. */
export const NOT_CHECKED: readonly Words[] = [
  {
    zh: '同名或同址的已知地点不足五个时，坐标系是否真如所声明。',
    en: 'Whether the datum is really the one declared, where fewer than five places are known by the same name or address.',
  },
  {
    zh: '坐标是否真在该行所写的区县边界之内：没有边界数据，只看周围地点怎么写；同区地点不足十处（街道五处）时不判断。',
    en: 'Whether a position lies within the boundary of the district written beside it: there are none, the places around tell; nothing is said where fewer than ten places name the district (five the subdistrict).',
  },
];
