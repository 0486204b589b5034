"""Words for make_samples.py: places, names, trades. Every company and person that comes of them is invented.

Chinese words carry their pinyin, for e-mail addresses. Telephone numbers are ones that nobody has: 5555 in China,
the ranges that Ofcom, the Bundesnetzagentur and the North American plan keep for film and television elsewhere.
"""

# (name in a company's name, city, province, area code, [(district, postcode)], [roads])
CITIES = [
    ("上海", "上海市", "上海市", "21", [("浦东新区", "200120"), ("闵行区", "201100"), ("嘉定区", "201800"), ("松江区", "201600")], ["世纪大道", "沪闵路", "曹安公路", "荣乐东路"]),
    ("北京", "北京市", "北京市", "10", [("朝阳区", "100020"), ("海淀区", "100080"), ("大兴区", "102600")], ["建国路", "中关村大街", "荣华南路", "兴华大街"]),
    ("天津", "天津市", "天津市", "22", [("滨海新区", "300450"), ("西青区", "300380")], ["洞庭路", "友谊南路", "第三大街"]),
    ("重庆", "重庆市", "重庆市", "23", [("渝北区", "401120"), ("九龙坡区", "400050")], ["金开大道", "石杨路", "新南路"]),
    ("深圳", "深圳市", "广东省", "755", [("南山区", "518052"), ("宝安区", "518101"), ("龙岗区", "518172")], ["深南大道", "前进一路", "龙翔大道"]),
    ("广州", "广州市", "广东省", "20", [("天河区", "510620"), ("番禺区", "511400"), ("黄埔区", "510700")], ["天河路", "迎宾路", "开发大道"]),
    ("东莞", "东莞市", "广东省", "769", [("南城街道", "523070"), ("长安镇", "523850")], ["鸿福路", "振安东路"]),
    ("佛山", "佛山市", "广东省", "757", [("顺德区", "528300"), ("南海区", "528200")], ["德胜中路", "桂澜路"]),
    ("杭州", "杭州市", "浙江省", "571", [("余杭区", "311100"), ("萧山区", "311200"), ("滨江区", "310051")], ["文一西路", "市心中路", "江南大道"]),
    ("宁波", "宁波市", "浙江省", "574", [("北仑区", "315800"), ("鄞州区", "315100")], ["明州路", "天童南路"]),
    ("温州", "温州市", "浙江省", "577", [("鹿城区", "325000"), ("瓯海区", "325005")], ["车站大道", "瓯海大道"]),
    ("义乌", "义乌市", "浙江省", "579", [("稠城街道", "322000"), ("北苑街道", "322000")], ["稠州北路", "西城路"]),
    ("苏州", "苏州市", "江苏省", "512", [("工业园区", "215021"), ("吴中区", "215128"), ("虎丘区", "215011")], ["现代大道", "东吴北路", "狮山路"]),
    ("南京", "南京市", "江苏省", "25", [("江宁区", "211100"), ("建邺区", "210019")], ["胜太路", "江东中路"]),
    ("无锡", "无锡市", "江苏省", "510", [("新吴区", "214028"), ("锡山区", "214101")], ["长江路", "友谊北路"]),
    ("常州", "常州市", "江苏省", "519", [("武进区", "213161"), ("新北区", "213022")], ["延政中路", "通江大道"]),
    ("青岛", "青岛市", "山东省", "532", [("黄岛区", "266555"), ("城阳区", "266109")], ["长江中路", "正阳路"]),
    ("济南", "济南市", "山东省", "531", [("历下区", "250014"), ("历城区", "250100")], ["经十路", "工业北路"]),
    ("烟台", "烟台市", "山东省", "535", [("芝罘区", "264001"), ("福山区", "265500")], ["南大街", "松霞路"]),
    ("成都", "成都市", "四川省", "28", [("高新区", "610041"), ("郫都区", "611730")], ["天府大道", "望丛东路"]),
    ("武汉", "武汉市", "湖北省", "27", [("洪山区", "430070"), ("东西湖区", "430040")], ["珞喻路", "金银湖路"]),
    ("长沙", "长沙市", "湖南省", "731", [("岳麓区", "410006"), ("长沙县", "410100")], ["麓谷大道", "东六路"]),
    ("郑州", "郑州市", "河南省", "371", [("金水区", "450000"), ("中牟县", "451450")], ["花园路", "商都大街"]),
    ("西安", "西安市", "陕西省", "29", [("雁塔区", "710061"), ("未央区", "710016")], ["科技路", "凤城五路"]),
    ("合肥", "合肥市", "安徽省", "551", [("蜀山区", "230031"), ("肥西县", "231200")], ["望江西路", "巢湖中路"]),
    ("福州", "福州市", "福建省", "591", [("马尾区", "350015"), ("闽侯县", "350100")], ["江滨东大道", "国宾大道"]),
    ("厦门", "厦门市", "福建省", "592", [("集美区", "361021"), ("湖里区", "361006")], ["杏林湾路", "枋湖东路"]),
    ("泉州", "泉州市", "福建省", "595", [("晋江市", "362200"), ("丰泽区", "362000")], ["泉安中路", "田安路"]),
    ("南昌", "南昌市", "江西省", "791", [("青山湖区", "330029"), ("红谷滩区", "330038")], ["高新大道", "丰和中大道"]),
    ("沈阳", "沈阳市", "辽宁省", "24", [("浑南区", "110179"), ("铁西区", "110021")], ["浑南中路", "建设大路"]),
    ("大连", "大连市", "辽宁省", "411", [("甘井子区", "116033"), ("金州区", "116100")], ["华北路", "五一路"]),
    ("哈尔滨", "哈尔滨市", "黑龙江省", "451", [("香坊区", "150036"), ("松北区", "150028")], ["公滨路", "世茂大道"]),
    ("长春", "长春市", "吉林省", "431", [("朝阳区", "130012"), ("绿园区", "130062")], ["硅谷大街", "景阳大路"]),
    ("石家庄", "石家庄市", "河北省", "311", [("裕华区", "050024"), ("鹿泉区", "050200")], ["槐安东路", "石铜路"]),
    ("太原", "太原市", "山西省", "351", [("小店区", "030032"), ("万柏林区", "030024")], ["长治路", "西矿街"]),
    ("呼和浩特", "呼和浩特市", "内蒙古自治区", "471", [("赛罕区", "010020")], ["新华东街"]),
    ("昆明", "昆明市", "云南省", "871", [("官渡区", "650200"), ("呈贡区", "650500")], ["春城路", "彩云南路"]),
    ("贵阳", "贵阳市", "贵州省", "851", [("观山湖区", "550081")], ["林城东路"]),
    ("南宁", "南宁市", "广西壮族自治区", "771", [("青秀区", "530022"), ("江南区", "530031")], ["民族大道", "星光大道"]),
    ("海口", "海口市", "海南省", "898", [("龙华区", "570105")], ["滨海大道"]),
    ("兰州", "兰州市", "甘肃省", "931", [("城关区", "730030")], ["天水南路"]),
    ("西宁", "西宁市", "青海省", "971", [("城北区", "810016")], ["门源路"]),
    ("银川", "银川市", "宁夏回族自治区", "951", [("金凤区", "750002")], ["正源南街"]),
    ("乌鲁木齐", "乌鲁木齐市", "新疆维吾尔自治区", "991", [("沙依巴克区", "830000")], ["友好南路"]),
]

BRAND_FIRST = "澜lan 砚yan 衡heng 岑cen 珩heng 筠yun 槿jin 榆yu 沅yuan 汐xi 璟jing 昱yu 钧jun 霁ji 铭ming 棠tang 栩xu 沐mu 淳chun 祺qi 禹yu 泓hong 韶shao 翊yi 峤qiao 缙jin 曜yao 皓hao 溪xi 麓lu"
BRAND_SECOND = "禾he 岳yue 屿yu 川chuan 桥qiao 远yuan 拓tuo 致zhi 源yuan 博bo 腾teng 瑞rui 宸chen 邦bang 科ke 润run 诺nuo 成cheng 和he 维wei 达da 顺shun 嘉jia 启qi 亿yi 航hang 立li 野ye 通tong 晟sheng"

TRADES_SMALL = "商贸 贸易 五金制品 建材 装饰工程 印刷包装 服饰 纺织 食品 家具 塑胶制品 模具 水产 餐饮管理 广告传媒 文化传播 办公用品 电气设备 汽车配件 园林绿化".split()
TRADES_LARGE = "电子科技 机械制造 建筑工程 医疗器械 化工 新能源科技 供应链管理 信息技术 生物科技 环保科技 精密仪器 农业发展 国际物流 钢结构 半导体".split()
SHOPS = "五金商行 建材经营部 文具店 便利店 茶叶店 水果批发部 电动车行 窗帘布艺店".split()
PUBLIC_BODIES = "街道办事处 镇人民政府 镇中心小学 镇中学 镇卫生院 街道社区卫生服务中心 镇文化服务中心 镇水利管理站".split()

SURNAMES = "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 胡hu 朱zhu 高gao 林lin 何he 郭guo 马ma 罗luo 梁liang 宋song 郑zheng 谢xie 韩han 唐tang 冯feng 于yu 董dong 萧xiao 程cheng 曹cao 袁yuan 邓deng 许xu 傅fu 沈shen 曾zeng 彭peng 吕lv 欧阳ouyang 诸葛zhuge 司徒situ 上官shangguan"
GIVEN_MEN = "建国jianguo 志强zhiqiang 明ming 伟wei 磊lei 军jun 勇yong 涛tao 浩然haoran 文博wenbo 子轩zixuan 立新lixin 国栋guodong 晓东xiaodong 海峰haifeng 思远siyuan 俊杰junjie 鹏飞pengfei 振华zhenhua 世杰shijie 哲zhe 宏斌hongbin"
GIVEN_WOMEN = "芳fang 娜na 敏min 静jing 丽华lihua 秀英xiuying 雪梅xuemei 婷婷tingting 慧敏huimin 玉兰yulan 晓燕xiaoyan 佳怡jiayi 雨欣yuxin 思琪siqi 梦洁mengjie 淑珍shuzhen 琳lin 倩qian 红霞hongxia 文静wenjing 雅婷yating 颖ying"

# position by role; several so that letters differ
POSITIONS_CN = {
    "payer": ["应付账款主管", "财务部会计主管", "结算中心主管", "财务部付款专员"],
    "finance": ["财务部经理", "财务总监", "首席财务官"],
    "owner": ["总经理", "董事长", "执行董事兼总经理", "法定代表人"],
    "decision-maker": ["副总经理", "采购总监", "采购部经理", "运营总监"],
    "legal": ["法务部经理", "法务总监"],
    "gatekeeper": ["总经理助理", "前台文员"],
}
POSITIONS_PUBLIC = {"payer": ["财务科科员", "会计核算中心会计"], "finance": ["财务科科长"], "decision-maker": ["分管副主任", "办公室主任"]}
POSITIONS_SHOP = {"owner": ["经营者", "店主"]}

CUSTOMER_BLOCKS = ["破产重整,债权已申报", "已移交法务立案", "集团内部往来,年底对冲", "债务重组协议谈判中"]
INVOICE_BLOCKS = ["等待红字发票", "质量异议处理中", "合同变更未签署", "发票遗失,正在补开"]
CONTRACTS_CN = ["HT", "XSHT", "CG"]

# (city, postcode, region, district, road, area code)
TW_PLACES = [("台北市", "110", "信義區", "松仁路", "2"), ("台北市", "114", "內湖區", "瑞光路", "2"), ("新北市", "220", "板橋區", "文化路一段", "2"),
             ("桃園市", "330", "桃園區", "中正路", "3"), ("新竹市", "300", "東區", "光復路二段", "3"), ("台中市", "407", "西屯區", "台灣大道三段", "4"),
             ("台南市", "704", "北區", "公園路", "6"), ("高雄市", "806", "前鎮區", "中華五路", "7")]
TW_BRANDS = "昱禾yuhe 澄岳chengyue 鉅穎juying 璟航jinghang 穎達yingda 聯嶼lianyu 豐硯fengyan 禾暘heyang 碩瀾shuolan 鴻筠hongyun 凱棠kaitang 晟霽shengji"
TW_TRADES = "精密工業 電子 國際貿易 生技 塑膠 紡織 機械 資訊".split()
TW_NAMES = "陳怡君chen.yijun 林志偉lin.zhiwei 黃淑芬huang.shufen 張家豪zhang.jiahao 李雅雯li.yawen 王俊傑wang.junjie 吳宗翰wu.zonghan 劉佩珊liu.peishan 蔡承恩cai.chengen 楊惠雯yang.huiwen 許哲維xu.zhewei 鄭麗卿zheng.liqing 謝孟儒xie.mengru 蘇郁婷su.yuting 葉冠廷ye.guanting"
TW_POSITIONS = {"payer": ["應付帳款主管"], "finance": ["財務部經理", "財務長"], "owner": ["總經理", "董事長"], "decision-maker": ["採購部經理"]}

# (name, street, postcode, city, area code and range kept for film and television)
DE_COMPANIES = [
    ("Brennhof Maschinenbau GmbH & Co. KG", "Gießereistraße 14", "80331", "München", "89 99998", "large-enterprise"),
    ("Tischlerei Lüdersfeld e. K.", "Mühlenweg 3", "20095", "Hamburg", "40 66969", "small-business"),
    ("Straußwald Verpackungen GmbH", "Industriestraße 88", "50667", "Köln", "221 4710", "small-business"),
    ("Kölln-Vahrenbrück Handelsgesellschaft mbH", "Domstraße 7", "50668", "Köln", "221 4710", "small-business"),
    ("Hörnle & Söhne Elektrotechnik OHG", "Am Stichkanal 21", "10115", "Berlin", "30 23125", "small-business"),
    ("Nordlicht Anlagenbau AG", "Hafenstraße 100", "20457", "Hamburg", "40 66969", "large-enterprise"),
    ("Stadtwerke Ebersgrün", "Rathausplatz 1", "60311", "Frankfurt am Main", "69 90009", "public-body"),
    ("Gemeinde Altenfurth an der Lauch", "Kirchgasse 2", "80333", "München", "89 99998", "public-body"),
    ("Weinhandel Jörg Österle", "Weinbergstraße 19", "60313", "Frankfurt am Main", "69 90009", "individual"),
    ("Quellbrunn Getränke GmbH", "Brunnenallee 5", "10117", "Berlin", "30 23125", "small-business"),
    ("Rotdorn Medizintechnik GmbH", "Lindenstraße 44", "10969", "Berlin", "30 23125", "small-business"),
    ("Vierländer Gartenbau GbR", "Deichweg 61", "21037", "Hamburg", "40 66969", "small-business"),
    ("Zöllner Präzisionsteile GmbH", "Werkstraße 9", "81379", "München", "89 99998", "small-business"),
    ("Falkenried Logistik SE", "Güterbahnhof 12", "60327", "Frankfurt am Main", "69 90009", "large-enterprise"),
    ("Bäckerei Wunderle", "Marktplatz 4", "50676", "Köln", "221 4710", "individual"),
    ("Mäurer Gerüstbau UG (haftungsbeschränkt)", "Baustraße 33", "13353", "Berlin", "30 23125", "small-business"),
    ("Isarkiesel Hochbau GmbH", "Uferweg 17", "80469", "München", "89 99998", "small-business"),
    ("Drachenfels Sanitär GmbH", "Rheinallee 70", "50679", "Köln", "221 4710", "small-business"),
    ("Alsterbogen Textil GmbH", "Speicherstraße 25", "20457", "Hamburg", "40 66969", "small-business"),
    ("Mainspitze Druck & Verlag GmbH", "Verlagsgasse 6", "60314", "Frankfurt am Main", "69 90009", "small-business"),
]
DE_PEOPLE = [("Sabine Kühnert", "Frau"), ("Thomas Weißhaupt", "Herr"), ("Dr. Annegret Löffler", "Frau Dr."), ("Jürgen Bäumler", "Herr"), ("Meike Ostendorp", "Frau"),
             ("Florian Größl", "Herr"), ("Katharina von Tannwitz", "Frau"), ("Holger Piontek", "Herr"), ("Selin Yıldırım", "Frau"), ("Prof. Dr. Ulrich Saß", "Herr Prof. Dr.")]
POSITIONS_DE = {"payer": ["Leitung Kreditorenbuchhaltung", "Sachbearbeitung Kreditoren"], "finance": ["Kaufmännische Leitung", "Leitung Finanzen"],
                "owner": ["Geschäftsführung", "Geschäftsleitung"], "decision-maker": ["Leitung Einkauf"]}

# (name, street, postcode, city, region, country, area code and range, kind)
EN_COMPANIES = [
    ("Fernhollow Joinery Ltd", "12 Kiln Lane", "LS1 4AP", "Leeds", "West Yorkshire", "GB", "113 496 0", "small-business"),
    ("O'Brannagh & Daughters Catering Ltd", "5 Market Row", "EC1A 1BB", "London", "", "GB", "20 7946 0", "small-business"),
    ("Pellworth Marine Engineering plc", "Dock Road, Unit 7", "L3 4AX", "Liverpool", "Merseyside", "GB", "151 496 0", "large-enterprise"),
    ("Saltmarsh Parish Council", "The Old Hall", "BS1 5TR", "Bristol", "", "GB", "117 496 0", "public-body"),
    ("Greyfriars Dental Supplies LLP", "88 Castle Street", "M3 4LZ", "Manchester", "", "GB", "161 496 0", "small-business"),
    ("Thistlewick Textiles Ltd", "3 Mill Brow", "B1 1BB", "Birmingham", "", "GB", "121 496 0", "small-business"),
    ("Owen Cadwgan t/a Cadwgan Roofing", "41 Heol Fach", "CF10 1AA", "Cardiff", "", "GB", "29 2018 0", "individual"),
    ("Larkspur Print & Packaging Ltd", "19 Station Approach", "NG1 5FS", "Nottingham", "", "GB", "115 496 0", "small-business"),
    ("Blackmere Cold Storage Ltd", "Harbour Way", "LS10 1AB", "Leeds", "West Yorkshire", "GB", "113 496 0", "small-business"),
    ("Anvilgate Foundry Holdings plc", "1 Furnace Hill", "S3 7AF", "Sheffield", "South Yorkshire", "GB", "114 496 0", "large-enterprise"),
    ("Cottonwood Ridge Supply LLC", "4120 Prairie Ave, Suite 200", "60601", "Chicago", "IL", "US", "312 555 0", "small-business"),
    ("Harlan & Voss Instruments, Inc.", "77 Foundry Street", "02110", "Boston", "MA", "US", "617 555 0", "large-enterprise"),
    ("Blue Mesa Foods Corp.", "900 Canyon Road", "87501", "Santa Fe", "NM", "US", "505 555 0", "small-business"),
    ("Tidewater Hospital District", "250 Bay Street", "23510", "Norfolk", "VA", "US", "757 555 0", "public-body"),
    ("Quillback Fishing Co.", "Pier 9", "98101", "Seattle", "WA", "US", "206 555 0", "small-business"),
    ("Redpine Contractors LLC", "15 Logging Road", "97201", "Portland", "OR", "US", "503 555 0", "small-business"),
    ("Dana Whitcomb dba Whitcomb Upholstery", "318 Elm Street", "43215", "Columbus", "OH", "US", "614 555 0", "individual"),
    ("Northgate Semiconductor Packaging, Inc.", "2600 Innovation Drive", "95110", "San Jose", "CA", "US", "408 555 0", "large-enterprise"),
    ("Sunpatch Solar LLC", "11 Desert Bloom Way", "85001", "Phoenix", "AZ", "US", "602 555 0", "small-business"),
    ("Amberline Logistics, Inc.", "5300 Freight Parkway", "30301", "Atlanta", "GA", "US", "404 555 0", "small-business"),
]
EN_PEOPLE = [("Margaret Ashdown", "Ms"), ("Tom Featherby", "Mr"), ("Priya Raghunathan", "Ms"), ("Siobhán O'Keeffe", "Ms"), ("Dr Neil Abernethy", "Dr"),
             ("Grace Oyelaran", "Mrs"), ("Luis Montenegro", "Mr"), ("Karen Zielinski", "Ms"), ("Robert Chu", "Mr"), ("Emily van der Meer", "Ms")]
POSITIONS_EN = {"payer": ["Head of Accounts Payable", "Accounts Payable Supervisor"], "finance": ["Finance Director", "Financial Controller"],
                "owner": ["Managing Director", "Owner"], "decision-maker": ["Head of Purchasing"]}

# Who trades under the own name is the one to write to.
OWNERS = {"Weinhandel Jörg Österle": ("Jörg Österle", "Herr"), "Owen Cadwgan t/a Cadwgan Roofing": ("Owen Cadwgan", "Mr"),
          "Dana Whitcomb dba Whitcomb Upholstery": ("Dana Whitcomb", "Ms")}


def pairs(text):
    """'王wang 李li' -> [('王', 'wang'), ('李', 'li')]"""
    out = []
    for word in text.split():
        at = next(i for i, c in enumerate(word) if c.isascii())
        out.append((word[:at], word[at:]))
    return out
