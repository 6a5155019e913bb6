#pragma once

#include "views/theme/tokens.h"

#include <QIconEngine>
#include <QString>

namespace billhook::theme {

// Draws an icon of the set in palette colours, so one QIcon serves every theme and state.
class IconEngine final : public QIconEngine
{
public:
    IconEngine(QString name, Color token);

    void paint(QPainter *painter, const QRect &rectangle, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
    QIconEngine *clone() const override;
    QString iconName() override;
    bool isNull() override;

private:
    QColor colorFor(QIcon::Mode mode) const;

    QString m_name;
    Color m_token{};
};

} // namespace billhook::theme
