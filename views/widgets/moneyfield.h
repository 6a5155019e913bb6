#pragma once

#include "models/domain/money.h"
#include "views/widgets/textfield.h"

#include <QWidget>

#include <optional>

namespace billhook::widgets {

// An amount of one currency, typed. Says what would be right there.
class MoneyField final : public QWidget
{
    Q_OBJECT

public:
    explicit MoneyField(QWidget *parent = nullptr);

    void setCurrency(const QString &code); // "usd"
    void showText(const QString &text);
    QString text() const { return m_field->text(); }
    void setFormer(const std::optional<domain::Money> &former); // struck out beside what is typed

    // Nothing while what stands there is no amount of this currency; problem() says why.
    std::optional<domain::Money> money() const;
    QString problem() const; // empty: none

    TextField &field() { return *m_field; }

Q_SIGNALS:
    void textEdited(const QString &text);

private:
    TextField *m_field;
    QString m_currency{ QStringLiteral("usd") };
};

} // namespace billhook::widgets
