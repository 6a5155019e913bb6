#include "views/shell/statusstrip.h"

#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QPainter>

#include <numeric>

namespace billhook::shell {

using namespace Qt::StringLiterals;
using theme::Color;

namespace {

constexpr int padding = 12;
constexpr int leftStart = padding + 12; ///< after the dot

void paintSeparator(QPainter &painter, int x, int height, const QPalette &palette)
{
    painter.fillRect(x, (height - 16) / 2, 1, 16, theme::color(Color::CardBorder, palette));
}

} // namespace

StatusStrip::StatusStrip(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"status"_s);
    setFixedHeight(theme::metric::statusBar);
}

void StatusStrip::setStatus(const StatusLine &status)
{
    if (status == m_status) {
        return;
    }
    m_status = status;
    setAccessibleName((status.left + status.right).join(u", "_s));
    update();
}

int StatusStrip::leftWidth(const QFontMetrics &metrics) const
{
    return std::accumulate(m_status.left.cbegin(), m_status.left.cend(), leftStart,
        [&](int sum, const QString &text) { return sum + metrics.horizontalAdvance(text) + 2 * padding; });
}

// Gives the x where the right segments begin.
int StatusStrip::paintRight(QPainter &painter) const
{
    const int wanted = leftWidth(painter.fontMetrics());
    int right = width() - padding;
    for (qsizetype index = m_status.right.size(); index-- > 0;) {
        const QString &text = m_status.right[index];
        const int textWidth = painter.fontMetrics().horizontalAdvance(text);
        if (index == 0 && right - textWidth - 2 * padding < wanted) {
            break;
        }
        painter.drawText(QRect(right - textWidth, 0, textWidth + 1, height()), Qt::AlignVCenter, text);
        right -= textWidth + padding;
        paintSeparator(painter, right, height(), palette());
        right -= padding;
    }
    return right;
}

void StatusStrip::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(Color::Sidebar, palette()));
    painter.fillRect(0, 0, width(), 1, theme::color(Color::CardBorder, palette()));
    painter.setFont(theme::font(theme::Type::Secondary));
    painter.setPen(theme::color(Color::Muted, palette()));
    const int limit = paintRight(painter);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::color(widgets::textToken(m_status.tone), palette()));
    painter.drawEllipse(QRectF(padding, (height() - 6) / 2.0, 6, 6));
    painter.restore();
    int x = leftStart;
    for (const QString &text : m_status.left) {
        const int room = limit - x - padding;
        if (room < 40) {
            break;
        }
        const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, room);
        const int textWidth = painter.fontMetrics().horizontalAdvance(shown);
        painter.drawText(QRect(x, 0, textWidth + 1, height()), Qt::AlignVCenter, shown);
        x += textWidth + padding;
        if (&text != &m_status.left.back() && limit - x > 40) {
            paintSeparator(painter, x, height(), palette());
        }
        x += padding;
    }
}

} // namespace billhook::shell
