#include "views/widgets/tablecopy.h"

#include <QAbstractItemModel>
#include <QMimeData>
#include <QStringList>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

namespace {

QString oneLine(QString text)
{
    return text.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' ');
}

QString htmlRow(const QStringList &cells, const QString &tag)
{
    QString row = u"<tr>"_s;
    for (const QString &cell : cells) {
        row += u"<%1>%2</%1>"_s.arg(tag, cell.toHtmlEscaped());
    }
    return row + u"</tr>"_s;
}

} // namespace

QMimeData *copyOfRows(const QAbstractItemModel &model, const std::vector<int> &rows,
    const std::vector<int> &columns, bool titles)
{
    QString text;
    QString html = u"<table>"_s;
    const auto add = [&](const QStringList &cells, const QString &tag) {
        text += cells.join(u'\t') + u'\n';
        html += htmlRow(cells, tag);
    };
    if (titles) {
        QStringList heads;
        for (const int column : columns) {
            heads.append(oneLine(model.headerData(column, Qt::Horizontal).toString()));
        }
        add(heads, u"th"_s);
    }
    for (const int row : rows) {
        QStringList cells;
        for (const int column : columns) {
            cells.append(oneLine(model.index(row, column).data().toString()));
        }
        add(cells, u"td"_s);
    }
    auto *copy = new QMimeData;
    copy->setText(text);
    copy->setHtml(html + u"</table>"_s);
    return copy;
}

} // namespace billhook::widgets
