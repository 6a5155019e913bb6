#include "views/shell/teststrip.h"

#include "views/theme/icons.h"
#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QPainter>

namespace billhook::shell {

using namespace Qt::StringLiterals;
using theme::Color;
using theme::Type;

TestStrip::TestStrip(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"testStrip"_s);
    setFixedHeight(theme::metric::menuBar);
    hide();
}

void TestStrip::setTexts(const QString &fact, const QString &sentence)
{
    m_fact = fact;
    m_sentence = sentence;
    setAccessibleName(fact + u". "_s + sentence);
    setVisible(!fact.isEmpty());
    update();
}

void TestStrip::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(Color::TestStrip, palette()));
    const QColor ink = theme::color(Color::TestText, palette());
    theme::paintIcon(painter, QRectF(16, 0, 16, height()), u"flask-conical"_s, ink);
    painter.setPen(ink);
    const QFont strong = theme::font(Type::Body, QFont::DemiBold);
    painter.setFont(strong);
    painter.drawText(QRect(40, 0, width() - 40, height()), Qt::AlignVCenter, m_fact);
    const int x = 40 + QFontMetrics(strong).horizontalAdvance(m_fact) + 8;
    painter.setFont(theme::font(Type::Body, QFont::Medium));
    painter.drawText(QRect(x, 0, width() - x - 16, height()), Qt::AlignVCenter,
        painter.fontMetrics().elidedText(m_sentence, Qt::ElideRight, width() - x - 16));
}

} // namespace billhook::shell
