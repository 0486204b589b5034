// A reminder as the template stage would hand it over, for tests and the benchmark of the typesetting.
#pragma once

#include <string>
#include <vector>

#include "typeset/document.h"

namespace dunmail::sample {

inline Block paragraph(std::string text, std::string part = "", bool indent = true, Align align = Align::left) {
  Block b;
  b.part = std::move(part);
  b.indent_first = indent;
  b.align = align;
  b.text = {{std::move(text), false, false, {}}};
  return b;
}

inline Block heading(std::string text, std::string part = "") {
  Block b = paragraph(std::move(text), std::move(part), false);
  b.kind = Block::Kind::heading;
  b.level = 2;
  return b;
}

inline Inline cell(std::string text) { return {{std::move(text), false, false, {}}}; }

inline Block invoices(int rows, int seed = 0) {
  Block b;
  b.kind = Block::Kind::table;
  b.part = "amount";
  b.table.columns = {Align::left, Align::left, Align::left, Align::right, Align::decimal};
  b.table.head = {cell("发票号码"), cell("合同编号"), cell("到期日"), cell("逾期天数"), cell("未付金额（元）")};
  long sum = 0;
  const auto money = [](long fen) {
    std::string digits = std::to_string(fen / 100), out;
    for (std::size_t k = 0; k < digits.size(); ++k) {
      if (k && (digits.size() - k) % 3 == 0) out += ',';
      out += digits[k];
    }
    const std::string rest = std::to_string(fen % 100);
    return out + (rest.size() == 1 ? ".0" : ".") + rest;
  };
  for (int r = 0; r < rows; ++r) {
    const long fen = 100L * (1234 + (r * 7919L + seed * 104729L) % 987654) + (r * 37 + seed) % 100;
    sum += fen;
    b.table.rows.push_back({cell("0312" + std::to_string(4500 + r + seed)),
                            cell("HT-2026-" + std::to_string(1000 + (r * 13 + seed) % 9000)),
                            cell("2026年" + std::to_string(1 + r % 9) + "月" + std::to_string(1 + (r * 7) % 28) + "日"),
                            cell(std::to_string(45 + r % 90)), cell(money(fen))});
    b.table.running_totals.push_back(money(sum));
  }
  b.table.carried_label = "转下页";
  b.table.brought_label = "承前页";
  b.table.total = {cell("合计"), {}, {}, {}, cell(money(sum))};
  return b;
}

/// One page in Chinese with a table of five rows.
inline Document reminder(int rows = 5, const std::string& debtor = "杭州远航机电设备有限公司", int seed = 0) {
  Document d;
  d.locale = "zh-CN";
  d.title = "催款提示函";
  d.author = "上海正信商贸有限公司";
  d.subject = "逾期货款";
  d.created = "2026-11-21T00:00:00+08:00";
  d.stationery = "cn-a4";
  Furniture& f = d.furniture;
  f.letterhead = {"上海正信商贸有限公司", "Shanghai Zhengxin Trading Co., Ltd.",
                  "上海市浦东新区世纪大道100号  电话 021-5555 1234  www.zhengxin.example"};
  f.recipient = {debtor, "财务部  王建国 经理", "浙江省杭州市滨江区江南大道588号"};
  f.number = "正信函〔2026〕118号";
  f.title = "催款提示函";
  f.footer = {{"上海正信商贸有限公司", "统一社会信用代码 91310000MA1FL00X1A"},
              {"开户行 中国工商银行上海浦东支行", "账号 1001 2345 0910 0012 345"}};
  f.continuation = "正信函〔2026〕118号  2026年11月21日";
  f.page_label = "第 {page} 页 共 {pages} 页";
  d.blocks.push_back(paragraph("王建国 经理台鉴：", "salutation", false));
  d.blocks.push_back(
      paragraph("贵公司与我司于2026年3月12日签订《购销合同》（编号：HT-2026-"
                "0312），我司已按约交付全部货物并开具增值税专用发票。截至本函出具之日，下列款项已逾付款期限：",
                "facts"));
  d.blocks.push_back(invoices(rows, seed));
  d.blocks.push_back(
      paragraph("上述款项合计人民币壹拾贰万叁仟肆佰伍拾陆元柒角捌分（¥123,456."
                "78）。为避免影响贵我双方的长期合作及贵公司之信用评级，请于2026年12月5日前将款项汇入我司下列账户，并注"
                "明“正信函118号”。",
                "consequence"));
  d.blocks.push_back(
      paragraph("如贵公司已付款，请忽略本函，并将付款凭证传真至我司；如对账有异议，请于收函后七日内以书面形式告知。联系"
                "人：李敏（信用管理部主任），电话：021-5555 1234。",
                "purpose"));
  d.blocks.push_back(paragraph("特此致函。", "closing"));
  d.blocks.push_back(paragraph("上海正信商贸有限公司", "signature", false, Align::right));
  d.blocks.push_back(paragraph("信用管理部主任  李敏", "signature", false, Align::right));
  d.blocks.push_back(paragraph("2026年11月21日", "signature", false, Align::right));
  return d;
}

/// Every word of a document's blocks.
inline std::string all_words(const Document& d) {
  std::string out;
  const auto add = [&](const Inline& spans) {
    for (const Span& s : spans) out += s.text;
  };
  for (const Block& b : d.blocks) {
    add(b.text);
    for (const Inline& c : b.table.head) add(c);
    for (const auto& row : b.table.rows)
      for (const Inline& c : row) add(c);
    for (const Inline& c : b.table.total) add(c);
  }
  return out;
}

/// The words all reminders share, as a template would give them.
inline std::string common_words() { return all_words(reminder(0)) + "年月日有限公司财务部经理第页共"; }

}  // namespace dunmail::sample
