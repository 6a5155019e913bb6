#pragma once

#include "models/domain/result.h"
#include "services/billing/stripekey.h"

#include <QDialog>
#include <QFuture>
#include <QString>

#include <functional>
#include <optional>

class QPushButton;
class QVBoxLayout;

namespace billhook::widgets {
class FieldMessage;
class FormField;
class TextField;
class TextLabel;
} // namespace billhook::widgets

namespace billhook::settings {

/** The key of this computer as it is now. The key itself is never given back. */
struct KeyState
{
    bool present = false;
    bool lasts = true; ///< false: in memory only
    QString explanation{}; ///< why it does not last, and what to do
    std::optional<billing::KeyReport> report{}; ///< of the present key
    QString problem{}; ///< why the present key is not used
};

struct KeySource
{
    std::function<KeyState()> state;
    std::function<QFuture<domain::Result<billing::KeyReport>>(const QString &key)>
        test; ///< sends; keeps nothing
    std::function<QFuture<domain::Result<void>>(const QString &key)> keep; ///< one that was tested
    std::function<QFuture<domain::Result<void>>()> remove;
};

/** Sets, tests and removes the restricted Stripe key with which this computer sends calls itself. */
class KeyDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit KeyDialog(const KeySource &source, QWidget *parent = nullptr);

private:
    QWidget *makeButtons();
    void addReport(QVBoxLayout &rows);
    void showState();
    void showReport(const std::optional<billing::KeyReport> &report);
    void test();
    void takeTested(const QString &key, const domain::Result<billing::KeyReport> &report);
    void keep();
    void remove();
    void setBusy(const QString &what); ///< empty: no more
    void say(const QString &sentence, bool wrong);

    KeySource m_source;
    QString m_tested; ///< the key that was found good
    widgets::TextField *m_key{};
    widgets::FormField *m_frame{};
    widgets::FieldMessage *m_place{};
    widgets::TextLabel *m_account{};
    widgets::TextLabel *m_rights{};
    widgets::FieldMessage *m_outcome{};
    QPushButton *m_test{};
    QPushButton *m_keep{};
    QPushButton *m_remove{};
};

} // namespace billhook::settings
