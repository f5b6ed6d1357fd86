"""Довідка: що кажуть --help команд, опцій і аргументів."""

# ruff: noqa: E501

from __future__ import annotations

TABLE: dict[str, str] = {
    "Home directory instead of the default or $PRRO_HOME.": "Домівка замість типової або $PRRO_HOME.",
    "Desk to work on; needed with several desks. $PRRO_DESK.":
        "Каса, з якою працювати; потрібна, коли кас декілька. $PRRO_DESK.",
    "One JSON object on stdout, also on failure.": "Один об'єкт JSON на stdout, також у разі помилки.",
    "Print only the identifier.": "Друкувати лише ідентифікатор.",
    "Say more on stderr.": "Докладніше на stderr.",
    "auto, always or never.": "auto, always або never.",
    "Answer yes to ordinary questions.": "Відповідати «так» на звичайні запитання.",
    "Never ask; a question is exit 5.": "Ніколи не питати; запитання — це код 5.",
    "Seconds a call to the server may take.": "Скільки секунд може тривати звернення до сервера.",
    "Language of messages, en or uk; else $PRRO_LANG, $LANG.":
        "Мова повідомлень, en або uk; інакше $PRRO_LANG, $LANG.",
    "First steps": "Перші кроки",
    "The life of a cash desk on the embedded sandbox; nothing is left behind unless --keep.":
        "Життя каси на вбудованому навчальному сервері; без --keep нічого після себе не лишає.",
    "Leave the home in this new directory to play with.": "Лишити домівку в цій новій теці для вправ.",
    "Commands and results only, no narration.": "Лише команди й результати, без розповіді.",
    "Set up a desk: its key, its data as registered, its first cashier.":
        "Налаштувати касу: її ключ, її реєстраційні дані, першого касира.",
    "A short name of your own for the desk.": "Коротка власна назва каси.",
    "The key file: Key-6.dat, .jks, .zs2, .pfx, .pk8.": "Файл ключа: Key-6.dat, .jks, .zs2, .pfx, .pk8.",
    "Certificates of the key; repeatable.": "Сертифікати ключа; можна декілька.",
    "Name of the key and of the cashier.": "Назва ключа і касира.",
    "File whose first line is the key's password.": "Файл, перший рядок якого — пароль ключа.",
    "Open descriptor to read the password from.": "Відкритий дескриптор, з якого читати пароль.",
    "Certificates of authorities to judge by (.cer, .p7b); repeatable.":
        "Сертифікати надавачів, за якими судити (.cer, .p7b); можна декілька.",
    "Base address of the fiscal server.": "Базова адреса фіскального сервера.",
    "All shifts are test shifts.": "Усі зміни тестові.",
    "none, 0.10 or 0.50.": "none, 0.10 або 0.50.",
    "Time-stamp provider: auto, none, or an address.": "Надавач позначок часу: auto, none або адреса.",
    "Set-up": "Налаштування",
    "Desks: one for each registered ПРРО (fiscal number).":
        "Каси: по одній на кожен зареєстрований ПРРО (фіскальний номер).",
    "Define a desk.": "Визначити касу.",
    "A short name of your own.": "Коротка власна назва.",
    "Tax number of the taxpayer (ЄДРПОУ or РНОКПП).": "Податковий номер платника (ЄДРПОУ або РНОКПП).",
    "Name of the taxpayer, letter by letter as registered.": "Назва платника, літера в літеру як у реєстрації.",
    "Name of the outlet as registered.": "Назва господарської одиниці, як у реєстрації.",
    "Address of the outlet as registered.": "Адреса господарської одиниці, як у реєстрації.",
    "Fiscal number of the ПРРО.": "Фіскальний номер ПРРО.",
    "Local number of the ПРРО (CASHDESKNUM).": "Локальний номер ПРРО (CASHDESKNUM).",
    "VAT number (ІПН) of a payer of VAT.": "Індивідуальний податковий номер (ІПН) платника ПДВ.",
    "File of CA certificates the server's answers chain to.":
        "Файл сертифікатів, до яких ведуть відповіді сервера.",
    "All desks.": "Усі каси.",
    "One desk.": "Одна каса.",
    "Its name; the only one by default.": "Її назва; типово єдина.",
    "Change a desk; the fiscal number is its identity and stays.":
        "Змінити касу; фіскальний номер — її суть і лишається.",
    "The desk to change.": "Яку касу змінити.",
    "The cashier who works when none is named.": "Касир, який працює, коли нікого не названо.",
    "Forget a desk's definition; its journal stays.": "Забути визначення каси; її журнал лишається.",
    "The desk to forget.": "Яку касу забути.",
    "Ask the tax server which outlets and registers a key may work at; nothing is changed.":
        "Спитати податковий сервер, на яких реєстраторах може працювати ключ; нічого не змінюється.",
    "Key of the vault that asks (prro key list).": "Ключ зі сховища, від якого питати (prro key list).",
    "Tax letters of a desk.": "Літери податків каси.",
    "The tax letters of a desk.": "Літери податків каси.",
    "Say what a letter means; an open-ended older meaning ends the day before `--from`.":
        "Сказати, що означає літера; старе значення без кінця закінчується за день до `--from`.",
    "The letter on goods, for example А.": "Літера на товарах, наприклад А.",
    "Rate of ПДВ in percent.": "Ставка ПДВ у відсотках.",
    "Rate of retail excise in percent.": "Ставка роздрібного акцизу у відсотках.",
    "The letter marks goods outside taxation.": "Літера позначає товари поза оподаткуванням.",
    "Name of the tax on documents.": "Назва податку в документах.",
    "The tax is added to the price, not part of it.": "Податок додається до ціни, а не входить у неї.",
    "First day, 2026-01-31.": "Перший день, 2026-01-31.",
    "Last day, 2026-12-31.": "Останній день, 2026-12-31.",
    "Cashiers: people, their keys, roles, badges and PINs.": "Касири: люди, їхні ключі, ролі, бейджі та PIN.",
    "Add a person; the key must be in the vault.": "Додати людину; ключ має бути у сховищі.",
    "A short name.": "Коротка назва.",
    "Name of the key in the vault (prro key list).": "Назва ключа у сховищі (prro key list).",
    "One of cashier, senior, owner.": "Одне з cashier, senior, owner.",
    "Name on receipts; from the certificate by default.": "Ім'я на чеках; типово із сертифіката.",
    "Code of the badge.": "Код бейджа.",
    "File whose first line is the PIN.": "Файл, перший рядок якого — PIN.",
    "Desk this person may work on; repeat for several.": "Каса, на якій людина може працювати; можна декілька.",
    "Change a person.": "Змінити дані людини.",
    "The person to change.": "Кого змінити.",
    "All cashiers.": "Усі касири.",
    "Forget a person; their key and the journal stay.": "Забути людину; її ключ і журнал лишаються.",
    "The person to forget.": "Кого забути.",
    "Routes from a company or account to a desk.": "Маршрути від компанії чи рахунку до каси.",
    "Lead a company's or account's payments to the desk named by --desk.":
        "Вести оплати компанії чи рахунку на касу, названу --desk.",
    "Name or tax number of the company.": "Назва або податковий номер компанії.",
    "Settlement account (IBAN).": "Розрахунковий рахунок (IBAN).",
    "All routes.": "Усі маршрути.",
    "Forget a route.": "Забути маршрут.",
    "Registration forms 20-ОПП, 1-ПРРО and 5-ПРРО. Built from official descriptions; never tried at the live gateways.":
        "Реєстраційні форми 20-ОПП, 1-ПРРО і 5-ПРРО. Зроблено за офіційними описами; на справжніх шлюзах не випробувано.",
    "Prepare 20-ОПП: tell the tax service of shops, kiosks and other objects; it comes before 1-ПРРО.":
        "Підготувати 20-ОПП: повідомити про магазини, кіоски та інші об'єкти; подається перед 1-ПРРО.",
    "HSTI: найменування контролюючого органу.": "HSTI: найменування контролюючого органу.",
    "HTIN: податковий номер / серія (за наявності) та номер паспорта.":
        "HTIN: податковий номер / серія (за наявності) та номер паспорта.",
    "HNAME: найменування або прізвище, ім’я та по батькові.":
        "HNAME: найменування або прізвище, ім’я та по батькові.",
    "HBOS: прізвище, ім’я, по батькові (за наявності) підписанта.":
        "HBOS: прізвище, ім’я, по батькові (за наявності) підписанта.",
    "HFILL: дата.": "HFILL: дата.",
    "A row: action (new, change, close), type, number or object-id, title, katottg, place, street, state, right, account-here, registered-number; repeatable.":
        "Рядок: action (new, change, close), type, number або object-id, title, katottg, place, street, state, right, account-here, registered-number; можна декілька.",
    "TOML or JSON file with fields; - is stdin. Options win.":
        "Файл TOML або JSON із полями; - — це stdin. Опції важливіші.",
    "Key of the taxpayer: fills in the form, signs it, opens receipts.":
        "Ключ платника: заповнює форму, підписує її, відкриває квитанції.",
    "An earlier form (XML) to fill in from; repeatable.":
        "Попередня форма (XML), з якої заповнити; можна декілька.",
    "C_STI_ORIG: code of your tax office, such as 2659.": "C_STI_ORIG: код вашої податкової, наприклад 2659.",
    "J legal entity, F natural person; by the tax number.":
        "J — юридична особа, F — фізична; за податковим номером.",
    "C_DOC_CNT: number of the form in the month.": "C_DOC_CNT: номер форми в місяці.",
    "C_DOC_TYPE: 0, or 1, 2 … of a corrected repetition.": "C_DOC_TYPE: 0, або 1, 2 … для виправленого повтору.",
    "Who signs, in this order; --key alone by default.": "Хто підписує, у цьому порядку; типово лише --key.",
    "The tax service's certificate for encryption.": "Сертифікат податкової служби для шифрування.",
    "Container: nested, header or envelope; by the channel.": "Контейнер: nested, header або envelope; за каналом.",
    "Key of the envelope: dynamic or static.": "Ключ конверта: dynamic або static.",
    "Provider of a time-stamp.": "Надавач позначки часу.",
    "File with the key's password; one per signer, or one for all.":
        "Файл із паролем ключа; по одному на підписанта або один на всіх.",
    "Descriptor: a line with a password per signer.": "Дескриптор: по рядку з паролем на підписанта.",
    "Write what can be uploaded by hand into DIR.": "Записати в DIR те, що можна завантажити власноруч.",
    "Only show the form; so it is without --output, too.": "Лише показати форму; так само і без --output.",
    "Go on although the tax service is known to refuse this.":
        "Продовжити, хоча відомо, що податкова служба це відхиляє.",
    "Prepare 1-ПРРО: register a ПРРО, change or cancel it, let it work again.":
        "Підготувати 1-ПРРО: зареєструвати ПРРО, змінити, скасувати, відновити роботу.",
    "Дія: register (M011 Реєстрація), cancel (M012 Скасування реєстрації), reregister (M013 Перереєстрація), resume (M014 Відновлення роботи), change (M015 Зміни).":
        "Дія: register (M011 Реєстрація), cancel (M012 Скасування реєстрації), reregister (M013 Перереєстрація), resume (M014 Відновлення роботи), change (M015 Зміни).",
    "HNAME: найменування / прізвище, ім’я, по батькові.": "HNAME: найменування / прізвище, ім’я, по батькові.",
    "HNPDV: ІПН (для платників ПДВ).": "HNPDV: ІПН (для платників ПДВ).",
    "R03G1S: ідентифікатор об’єкта оподаткування.": "R03G1S: ідентифікатор об’єкта оподаткування.",
    "HKATOTTG: код території (КАТОТТГ).": "HKATOTTG: код території (КАТОТТГ).",
    "R03G3S: назва ГО.": "R03G3S: назва ГО.",
    "R03G4S: адреса розміщення ГО.": "R03G4S: адреса розміщення ГО.",
    "R03G5S: назва платіжної системи.": "R03G5S: назва платіжної системи.",
    "Тип ПРРО: stationary (M041 стаціонарний), mobile (M042 пересувний), self-service (M043 каса самообслуговування), internet (M044 інтернет торгівля).":
        "Тип ПРРО: stationary (M041 стаціонарний), mobile (M042 пересувний), self-service (M043 каса самообслуговування), internet (M044 інтернет торгівля).",
    "R04G11S: назва ПРРО.": "R04G11S: назва ПРРО.",
    "R04G12S: локальний номер.": "R04G12S: локальний номер.",
    "R04G2S: фіскальний номер.": "R04G2S: фіскальний номер.",
    "У разі відсутності зв’язку між ПРРО та фіскальним сервером здійснення розрахункових операцій: none (M051 не здійснюється), offline (M052 здійснюється), reserve (M053 здійснюється).":
        "У разі відсутності зв’язку між ПРРО та фіскальним сервером здійснення розрахункових операцій: none (M051 не здійснюється), offline (M052 здійснюється), reserve (M053 здійснюється).",
    "Підписант: head (M11 керівник / підприємець), representative (M12 представник).":
        "Підписант: head (M11 керівник / підприємець), representative (M12 представник).",
    "HKBOS: РНОКПП або серія (за наявності) та номер паспорта підписанта.":
        "HKBOS: РНОКПП або серія (за наявності) та номер паспорта підписанта.",
    "Prepare 5-ПРРО: which keys may sign receipts, and as whose.":
        "Підготувати 5-ПРРО: які ключі можуть підписувати чеки і чиї вони.",
    "HDATE: дата.": "HDATE: дата.",
    "HNUM: № повідомлення.": "HNUM: № повідомлення.",
    "HNAME: найменування (або прізвище, ім’я, по батькові).":
        "HNAME: найменування (або прізвище, ім’я, по батькові).",
    "Підписант: head (M01 керівник / підприємець), representative (M02 представник).":
        "Підписант: head (M01 керівник / підприємець), representative (M02 представник).",
    "Certificate; cashier, senior or ended. Repeatable.": "Сертифікат; cashier, senior або ended. Можна декілька.",
    "The same for a key of the vault; repeatable.": "Те саме для ключа зі сховища; можна декілька.",
    "A row typed in: name, tin, key-id, role; repeatable.":
        "Рядок, набраний вручну: name, tin, key-id, role; можна декілька.",
    "Letters of key identifiers: upper or lower (not settled officially).":
        "Літери ідентифікаторів ключів: upper або lower (офіційно не визначено).",
    "Check forms: 0 sound, 6 valid but the tax service would refuse it, 3 invalid; every finding with its field.":
        "Перевірити форми: 0 справна, 6 дійсна, але податкова відхилила б, 3 недійсна; кожна знахідка з її полем.",
    "Forms, bare or signed; - is stdin.": "Форми, голі або підписані; - — це stdin.",
    "An earlier form to check against; repeatable.": "Попередня форма, з якою звірити; можна декілька.",
    "Show the codes of the forms, their versions, code lists and recipients with their validity.":
        "Показати коди форм, їхні версії, довідники й одержувачів із термінами чинності.",
    "The day to judge by, as 2026-01-31; today.": "День, на який судити, як-от 2026-01-31; типово сьогодні.",
    "Send a prepared form through a channel (rest, soap, mail; never tried live). Once, and only with --send.":
        "Надіслати підготовлену форму каналом (rest, soap, mail; наживо не випробувано). Один раз і лише з --send.",
    "A form: its file, or its file name (prro register list).":
        "Форма: її файл або назва файлу (prro register list).",
    "rest, soap or mail. None was ever tried live by the authors of this program.":
        "rest, soap або mail. Автори програми жодного не випробували наживо.",
    "Really send; without it the form is only shown.": "Справді надіслати; без цього форму лише показують.",
    "Key of the taxpayer: signs, and opens receipts.": "Ключ платника: підписує і відкриває квитанції.",
    "Container: nested, header, envelope; by the channel.": "Контейнер: nested, header, envelope; за каналом.",
    "Although the object of a 1-ПРРО is not known as accepted.": "Хоча невідомо, чи прийнято об'єкт із 1-ПРРО.",
    "After a lost answer: tell what the cabinet shows. A form that did not arrive may be sent again.":
        "Після втраченої відповіді: сказати, що видно в кабінеті. Форму, що не дійшла, можна надіслати ще раз.",
    "What you found in the cabinet (sent documents).": "Що ви побачили в кабінеті (надіслані документи).",
    "Ask the gateways for receipts of the forms that were sent. Nothing is ever sent again by this.":
        "Спитати шлюзи про квитанції надісланих форм. Нічого вдруге не надсилається.",
    "Only this form; all that wait by default.": "Лише ця форма; типово всі, що чекають.",
    "Ask again until nothing waits.": "Питати знову, доки є чого чекати.",
    "Define the desk of a new ПРРО under this name.": "Визначити касу нового ПРРО під цією назвою.",
    "Fiscal server of the new desk.": "Фіскальний сервер нової каси.",
    "What was filed, what receipts say, and (with --key) what the fiscal server shows.":
        "Що подано, що кажуть квитанції і (з --key) що показує фіскальний сервер.",
    "Ask the fiscal server with this key what it shows it; repeatable.":
        "Спитати фіскальний сервер цим ключем; можна декілька.",
    "All forms that were prepared to be sent from this home.":
        "Усі форми, підготовлені до надсилання з цієї домівки.",
    "One form: its fields, what happened to it, its receipts in full.":
        "Одна форма: її поля, що з нею було, її квитанції повністю.",
    "Write the receipts as they came.": "Записати квитанції такими, як прийшли.",
    "From a taxpayer with a key to a shop with an open test shift (channels never tried live). Run it until done.":
        "Від платника з ключем до магазину з відкритою тестовою зміною (канали наживо не випробувано). Запускайте, доки не завершиться.",
    "TOML with all answers; else those kept, or questions.":
        "TOML з усіма відповідями; інакше збережені або запитання.",
    "Wait so long for each receipt.": "Скільки чекати на кожну квитанцію.",
    "Prepare a refused form anew from the corrected answers.":
        "Підготувати відхилену форму наново з виправлених відповідей.",
    "Receipts of the tax service that came another way: saved letters, files from the cabinet.":
        "Квитанції податкової служби, що прийшли іншим шляхом: збережені листи, файли з кабінету.",
    "Take receipts from files: opened, verified, matched with the form they are about, kept as they came.":
        "Узяти квитанції з файлів: відкриті, перевірені, зіставлені з формою, збережені такими, як прийшли.",
    "A receipt, or a letter (.eml) with receipts.": "Квитанція або лист (.eml) із квитанціями.",
    "The form it is about, where the receipt does not say.":
        "Форма, якої вона стосується, якщо квитанція цього не каже.",
    "Receipt printers: add, set, test, list, remove.":
        "Принтери чеків: додати, змінити, випробувати, перелічити, прибрати.",
    "Define a printer and, where there is one desk or --desk names it, print its receipts there by itself.":
        "Визначити принтер і, якщо каса одна або названа --desk, друкувати на ньому її чеки самочинно.",
    "Name of the printer.": "Назва принтера.",
    "In the network; the port is usually 9100.": "У мережі; порт зазвичай 9100.",
    "By USB, as lsusb shows it (04b8:0202).": "Через USB, як показує lsusb (04b8:0202).",
    "By a serial port, such as /dev/ttyUSB0.": "Через послідовний порт, як-от /dev/ttyUSB0.",
    "A device such as /dev/usb/lp0, or a file.": "Пристрій, як-от /dev/usb/lp0, або файл.",
    "By a queue of CUPS.": "Через чергу CUPS.",
    "Prints nowhere: for trying things out.": "Нікуди не друкує: для спроб.",
    "Family of printers (prro printer profiles).": "Родина принтерів (prro printer profiles).",
    "Columns: 32, 42, 48; 0 takes the profile's.": "Колонки: 32, 42, 48; 0 — як у профілі.",
    "Dots across: 384, 512, 576; 0 takes the profile's.": "Точки впоперек: 384, 512, 576; 0 — як у профілі.",
    "cp1251, cp1125, cp866 …; '' takes the profile's.": "cp1251, cp1125, cp866 …; '' — як у профілі.",
    "Number of the code page in the printer (ESC t).": "Номер кодової сторінки у принтері (ESC t).",
    "The QR code: profile, native, image, none.": "QR-код: profile, native, image, none.",
    "Rows as pictures: missing, never, always.": "Рядки картинкою: missing, never, always.",
    "The knife: profile, full, partial, none.": "Ніж: profile, full, partial, none.",
    "Seconds that printing may take.": "Скільки секунд може тривати друк.",
    "Speed of a serial port.": "Швидкість послідовного порту.",
    "Ask the printer about paper.": "Питати принтер про папір.",
    "Let the desk's receipts print on it.": "Нехай чеки каси друкуються на ньому.",
    "Change a printer; what is not named stays as it is.": "Змінити принтер; чого не названо, лишається.",
    "All printers as they are in force.": "Усі принтери, як вони діють.",
    "The families of printers that are known, with their code pages.":
        "Відомі родини принтерів з їхніми кодовими сторінками.",
    "Forget a printer; desks that printed on it print no more.":
        "Забути принтер; каси, що на ньому друкували, більше не друкують.",
    "Print a trial page: the alphabet, a ruler of the columns, a QR code, the cut. Exit 70 if it does not.":
        "Надрукувати пробну сторінку: абетку, лінійку колонок, QR-код, відріз. Код 70, якщо не вийшло.",
    "Print the alphabet in these slots too, to find the right one.":
        "Надрукувати абетку і в цих комірках, щоб знайти правильну.",
    "Only ask whether it is there and has paper.": "Лише спитати, чи є принтер і чи є папір.",
    "Show and change settings.": "Показати і змінити налаштування.",
    "Every setting and its value.": "Усі налаштування та їхні значення.",
    "Say where each value came from.": "Сказати, звідки взято кожне значення.",
    "One setting.": "Одне налаштування.",
    "Setting, for example offline.enter.": "Налаштування, наприклад offline.enter.",
    "Change a setting, for all desks or with --desk for one.":
        "Змінити налаштування для всіх кас або з --desk для однієї.",
    "Its new value.": "Його нове значення.",
    "Where the configuration file lies.": "Де лежить файл налаштувань.",
    "Rehearse on a strict local fiscal server. It is not the tax service.":
        "Репетиції на суворому місцевому фіскальному сервері. Це не податкова служба.",
    "Serve until Ctrl-C.": "Працювати до Ctrl-C.",
    "Port on loopback; 18609 by default.": "Порт на петлі; типово 18609.",
    "State file; in the home by default.": "Файл стану; типово в домівці.",
    "KIND[=VALUE][:WHEN][@TARGET]; repeat for several.": "KIND[=VALUE][:WHEN][@TARGET]; можна декілька.",
    "NAME=VALUE of an ambiguous point.": "NAME=VALUE неоднозначного місця.",
    "Start the sandbox's clock here, e.g. 2026-03-01T10:00.":
        "Пустити годинник навчального сервера звідси, напр. 2026-03-01T10:00.",
    "JSON with taxpayers, outlets, registers, operators.":
        "JSON із платниками, господарськими одиницями, реєстраторами, операторами.",
    "Certificates of one more authority (.cer, .p7b).": "Сертифікати ще одного надавача (.cer, .p7b).",
    "Folder with the official XSD, for the command Schemas.": "Тека з офіційними XSD для команди Schemas.",
    "Make throw-away keys, register everything, and define a desk of this home that works on the sandbox.":
        "Зробити одноразові ключі, все зареєструвати і визначити в цій домівці касу, що працює на навчальному сервері.",
    "Name of the desk to define.": "Назва каси.",
    "A desk for each of the three registers.": "По касі на кожен із трьох реєстраторів.",
    "Only these people; repeat for several.": "Лише ці люди; можна декілька.",
    "Make keys and registers, leave the home alone.": "Зробити ключі й реєстратори, домівки не чіпати.",
    "A taxpayer of whom nothing is registered yet: keys, and answers for `prro register wizard` on the sandbox.":
        "Платник, для якого ще нічого не зареєстровано: ключі та відповіді для `prro register wizard` на навчальному сервері.",
    "A ФОП instead of a company.": "ФОП замість компанії.",
    "What the sandbox has registered, read from its state file.":
        "Що зареєстрував навчальний сервер, з його файлу стану.",
    "Let a running sandbox misbehave.": "Нехай запущений навчальний сервер бешкетує.",
    "KIND[=VALUE][:WHEN][@TARGET].": "KIND[=VALUE][:WHEN][@TARGET].",
    "Forget all faults first.": "Спершу забути всі несправності.",
    "Show the kinds of faults.": "Показати види несправностей.",
    "Address of a running sandbox; the home's own by default.":
        "Адреса запущеного навчального сервера; типово власного в домівці.",
    "Show or set the points that the official description leaves open.":
        "Показати або задати те, що офіційний опис лишає відкритим.",
    "NAME=VALUE; without any, all are shown.": "NAME=VALUE; без жодного показуються всі.",
    "Show, set, move or stop the sandbox's clock.":
        "Показати, поставити, пересунути або спинити годинник навчального сервера.",
    "Let it be this moment.": "Нехай буде ця мить.",
    "Move by so many seconds.": "Пересунути на стільки секунд.",
    "Stop the clock, or let it run.": "Спинити годинник або дати йому йти.",
    "Keys": "Ключі",
    "The signing keys: Key-6.dat, .jks, .zs2, .pfx/.p12, .pk8.":
        "Ключі підпису: Key-6.dat, .jks, .zs2, .pfx/.p12, .pk8.",
    "Import a key: opened once, kept in the vault under its own encryption; the file stays as it is.":
        "Додати ключ: відкривається раз, зберігається у сховищі під власним шифром; файл лишається, як був.",
    "The key file; its format is found by its content.": "Файл ключа; його формат визначається за вмістом.",
    "Certificates of the key (.cer, .p7b); repeatable.": "Сертифікати ключа (.cer, .p7b); можна декілька.",
    "Short name of the key; by default the file's.": "Коротка назва ключа; типово за файлом.",
    "Password of the key inside a .jks, where it differs.": "Пароль ключа всередині .jks, якщо він інший.",
    "Password of the key in the vault; by default the file's own.":
        "Пароль ключа у сховищі; типово той самий, що у файлі.",
    "The same from an open descriptor.": "Те саме з відкритого дескриптора.",
    "Role, if the certificate tells it wrongly: person, entrepreneur, employee, seal.":
        "Роль, якщо сертифікат каже хибно: person, entrepreneur, employee, seal.",
    "Rounds of key derivation the file may claim; your own file.":
        "Скільки раундів може вимагати файл; лише власний файл.",
    "Put a new key file in the place of an expired one; cashiers and what waits to be sent stay as they are.":
        "Поставити новий файл ключа замість простроченого; касири й те, що чекає на надсилання, лишаються.",
    "Name of the key (prro key list).": "Назва ключа (prro key list).",
    "All keys, with the days their certificates are still valid; no password is needed.":
        "Усі ключі з днями, скільки ще чинні сертифікати; пароль не потрібен.",
    "One key: whose, what for, how long, judged by which authorities; no password is needed.":
        "Один ключ: чий, для чого, доки, за якими надавачами; пароль не потрібен.",
    "Open a key, sign and verify with it, judge its certificate: 0 sound, 6 warnings, 50 unusable, 51 expired.":
        "Відкрити ключ, підписати й перевірити ним, оцінити сертифікат: 0 справний, 6 застереження, 50 непридатний, 51 прострочений.",
    "The key; not needed if there is one.": "Ключ; не потрібен, якщо він один.",
    "Warn when fewer days of validity are left.": "Попередити, коли лишилося менше днів чинності.",
    "Delete a key from the vault; the file it came from is not touched.":
        "Видалити ключ зі сховища; файл, з якого він прийшов, не зачіпається.",
    "Change the password of a key in the vault (the file it came from keeps its own).":
        "Змінити пароль ключа у сховищі (у файлі лишається свій).",
    "File with the new password.": "Файл із новим паролем.",
    "Signature tools": "Знаряддя підпису",
    "Sign a file with a key of the vault.": "Підписати файл ключем зі сховища.",
    "What to sign; - is stdin.": "Що підписати; - — це stdin.",
    "FILE.p7s by default; - is stdout.": "Типово FILE.p7s; - — це stdout.",
    "The signature alone, without the content.": "Лише підпис, без вмісту.",
    "auto (by the certificate), gost34311 or kupyna256.": "auto (за сертифікатом), gost34311 або kupyna256.",
    "The same as --tsp auto.": "Те саме, що --tsp auto.",
    "Leave out the signer's clock.": "Без годинника підписувача.",
    "Verify every signature of a file, through base64, transport containers and nested signatures.":
        "Перевірити кожен підпис файлу, крізь base64, транспортні контейнери і вкладені підписи.",
    "A signed file, bare or in layers; - is stdin.": "Підписаний файл, голий або шарами; - — це stdin.",
    "What a detached signature belongs to.": "До чого належить відокремлений підпис.",
    "The signer's certificate, if it is not inside.": "Сертифікат підписувача, якщо його немає всередині.",
    "Judge as of this time (RFC 3339).": "Судити на цю мить (RFC 3339).",
    "Take off base64, transport containers and signatures, and give what is inside.":
        "Зняти base64, транспортні контейнери й підписи і віддати те, що всередині.",
    "A wrapped file; - is stdin.": "Загорнутий файл; - — це stdin.",
    "Where to; stdout by default (and with -).": "Куди; типово stdout (і з -).",
    "Encrypt a file for the holder of a certificate.": "Зашифрувати файл для власника сертифіката.",
    "What to encrypt; - is stdin.": "Що зашифрувати; - — це stdin.",
    "The recipient's certificate for encryption.": "Сертифікат одержувача для шифрування.",
    "FILE.p7e by default; - is stdout.": "Типово FILE.p7e; - — це stdout.",
    "Key of the sender; by default a one-time key.": "Ключ відправника; типово одноразовий.",
    "gost or kalyna.": "gost або kalyna.",
    "In a transport container, as gateways want.": "У транспортному контейнері, як хочуть шлюзи.",
    "Decrypt a file with a key of the vault and give what is inside the innermost layer.":
        "Розшифрувати файл ключем зі сховища і віддати те, що в найглибшому шарі.",
    "An encrypted file, bare or in layers; - is stdin.": "Зашифрований файл, голий або шарами; - — це stdin.",
    "Name of the key it was encrypted for.": "Назва ключа, для якого зашифровано.",
    "The sender's certificate, if it is not inside.": "Сертифікат відправника, якщо його немає всередині.",
    "Selling": "Продаж",
    "The shift: open, close, status.": "Зміна: відкрити, закрити, стан.",
    "Open a shift.": "Відкрити зміну.",
    "A test shift: its documents bind nobody.": "Тестова зміна: її документи нікого не зобов'язують.",
    "An open shift is no error.": "Відкрита зміна — не помилка.",
    "Who works (prro cashier list).": "Хто працює (prro cashier list).",
    "Who works, by badge.": "Хто працює, за бейджем.",
    "File with the cashier's PIN.": "Файл із PIN касира.",
    "Do not go offline: exit 10 instead.": "Не йти офлайн: натомість код 10.",
    "Show the XML and totals that would be signed; take nothing.":
        "Показати XML і підсумки, які було б підписано; нічого не брати.",
    "Seconds to wait for another command.": "Скільки секунд чекати на іншу команду.",
    "Make the Z-report and close the shift.": "Зробити Z-звіт і закрити зміну.",
    "No open shift is no error (for timers).": "Відсутність відкритої зміни — не помилка (для таймерів).",
    "Kyiv time: no call to the server lasts longer.": "Київський час: жодне звернення до сервера не триває довше.",
    "Register our totals although the server's differ.": "Зареєструвати наші підсумки, хоча серверні інші.",
    "The shift as the journal knows it; nothing is asked or opened.":
        "Зміна, якою її знає журнал; нічого не питають і не відкривають.",
    "Sell: register a receipt.": "Продати: зареєструвати чек.",
    "A row: name, qty, price, tax, code …; repeat for several.":
        "Рядок: name, qty, price, tax, code …; можна декілька.",
    "The order as JSON; - is stdin.": "Замовлення як JSON; - — це stdin.",
    "Orders as NDJSON, one a line; - is stdin.": "Замовлення як NDJSON, по одному на рядок; - — це stdin.",
    "Cash tendered, or paid back.": "Готівка, яку дали або повертають.",
    "Paid by card.": "Сплачено карткою.",
    "The bank terminal's data as JSON.": "Дані банківського термінала як JSON.",
    "Another means of payment.": "Інший засіб оплати.",
    "Discount of the whole receipt: 5.00 or 10%.": "Знижка на весь чек: 5.00 або 10%.",
    "A comment on the receipt.": "Коментар на чеку.",
    "Idempotency key: the same order only once.": "Ключ ідемпотентності: те саме замовлення лише раз.",
    "Choose the desk by the company's route.": "Вибрати касу за маршрутом компанії.",
    "Choose the desk by the account's route (IBAN).": "Вибрати касу за маршрутом рахунку (IBAN).",
    "Send the receipt: mail:ADDR, sms:TEL, viber:TEL; repeat.":
        "Надіслати чек: mail:ADDR, sms:TEL, viber:TEL; можна декілька.",
    "Do not print.": "Не друкувати.",
    "Take goods back.": "Прийняти товар назад.",
    "Fiscal number of the sale.": "Фіскальний номер продажу.",
    "Everything that is left of it.": "Усе, що з нього лишилося.",
    "Fiscal number of the other register that sold it.": "Фіскальний номер іншого реєстратора, що продав.",
    "Day of that sale, 2026-11-21.": "День того продажу, 2026-11-21.",
    "Cancel the last receipt of the open shift.": "Сторнувати останній чек відкритої зміни.",
    "The last receipt's number, to be sure.": "Номер останнього чека, для певності.",
    "Service deposit and issue: money put into the drawer and taken out.":
        "Службове внесення і видача: гроші, покладені в касу й узяті з неї.",
    "Put money into the drawer.": "Покласти гроші в касу.",
    "Hryvnias, such as 500.00.": "Гривні, наприклад 500.00.",
    "A comment on the document.": "Коментар у документі.",
    "Take money out of the drawer.": "Узяти гроші з каси.",
    "What the buyer gets: show, save, print, copy, send, verify.":
        "Що отримує покупець: показати, зберегти, надрукувати, копіювати, надіслати, перевірити.",
    "Show or save the receipt: as text, with its QR on the terminal, as HTML, PNG, PDF or printer bytes.":
        "Показати або зберегти чек: текстом, з QR у терміналі, як HTML, PNG, PDF чи байти принтера.",
    "Fiscal number, local number, id, `last`, or `x`.":
        "Фіскальний номер, локальний номер, ідентифікатор, `last` або `x`.",
    "Default: by the output's name, else as text.": "Типово за назвою файлу, інакше текстом.",
    "Where it goes; - is stdout.": "Куди; - — це stdout.",
    "Columns, usually 32, 42, 48 or 64.": "Колонки, зазвичай 32, 42, 48 або 64.",
    "Only the QR code, to be read off the screen.": "Лише QR-код, щоб зчитати з екрана.",
    "Print the receipt: the original if it never came out of a printer, else a copy marked so.":
        "Надрукувати чек: оригінал, якщо він ще не виходив з принтера, інакше позначену копію.",
    "Another printer than the desk's.": "Інший принтер, не касовий.",
    "Mark it «КОПІЯ» in any case.": "Позначити «КОПІЯ» в будь-якому разі.",
    "Print a copy marked «КОПІЯ»; with --format or --output show or save it instead.":
        "Надрукувати копію з позначкою «КОПІЯ»; з --format чи --output натомість показати або зберегти.",
    "Send receipts to buyers; the documents themselves are never touched.":
        "Надіслати чеки покупцям; самих документів це не зачіпає.",
    "Fiscal number, local number or id of the receipt, or `last`.":
        "Фіскальний номер, локальний номер чи ідентифікатор чека, або `last`.",
    "mail:ADDR, sms:TEL or viber:TEL; repeat.": "mail:ADDR, sms:TEL або viber:TEL; можна декілька.",
    "Everything that is due in the outbox; for timers.": "Усе, що на черзі у вихідних; для таймерів.",
    "All receipts since this day.": "Усі чеки від цього дня.",
    "With --since: to the addresses stored with the orders.": "З --since: на адреси, збережені із замовленнями.",
    "Also what was delivered, or may have been.": "Також те, що доставлено або могло бути доставлено.",
    "Remove an address, or those of a receipt, for good.": "Прибрати назавжди адресу або адреси чека.",
    "Show the messages; send and queue nothing.":
        "Показати повідомлення; нічого не надсилати й не ставити в чергу.",
    "Compare a receipt with the stored original and with the tax server's document and link. Exit 6 on difference.":
        "Порівняти чек зі збереженим оригіналом і з документом та посиланням податкового сервера. Код 6, якщо є різниця.",
    "Do not ask the tax server.": "Не питати податкового сервера.",
    "The outbox: deliveries that wait, failed, or are not known to have arrived.":
        "Вихідні: відправлення, що чекають, не вдалися або невідомо чи дійшли.",
    "Deliveries with masked addresses. Exit 6 if some failed or are unknown.":
        "Відправлення із прихованими адресами. Код 6, якщо якісь не вдалися або невідомі.",
    "Also what was delivered or dropped.": "Також доставлене й знехтуване.",
    "At most so many, newest first.": "Щонайбільше стільки, новіші першими.",
    "Send one again now, although it failed or may have arrived already.":
        "Надіслати одне знову зараз, хоча воно не вдалося або вже могло дійти.",
    "Id of the delivery, or its beginning.": "Ідентифікатор відправлення або його початок.",
    "Settle one by hand: the buyer has the receipt, or needs none (print it instead).":
        "Владнати одне вручну: покупець має чек або він не потрібен (натомість надрукуйте).",
    "The buyer has it.": "Покупець його має.",
    "Reports: the shift, a period, the goods.": "Звіти: зміна, період, товари.",
    "Sales, returns, payments and taxes of some days.": "Продажі, повернення, оплати й податки за кілька днів.",
    "First day, 2026-11-01; today where absent.": "Перший день, 2026-11-01; типово сьогодні.",
    "Last day, included; today where absent.": "Останній день включно; типово сьогодні.",
    "Also write the rows to this new CSV file; - is stdout alone.":
        "Також записати рядки в цей новий файл CSV; - — лише stdout.",
    "Draw the sums as bars below; for people, not in JSON.":
        "Намалювати суми стовпчиками внизу; для людей, не в JSON.",
    "The documents of test shifts instead of the fiscal ones.": "Документи тестових змін замість фіскальних.",
    "Quantities and sums by goods, also of lines kept off the receipts.":
        "Кількості й суми за товарами, також рядків поза чеками.",
    "Every seller's rows apart (R43).": "Рядки кожного продавця окремо (R43).",
    "The shifts with their totals.": "Зміни з їхніми підсумками.",
    "The totals of the open shift; nothing is written, signed or sent, so no key is opened.":
        "Підсумки відкритої зміни; нічого не пишеться, не підписується, не надсилається, тож ключа не відкривають.",
    "Register the Z-report; `prro shift close` does this and closes the shift.":
        "Зареєструвати Z-звіт; `prro shift close` робить це і закриває зміну.",
    "The desk on one screen: mode, shift, last document, what waits, what to do.":
        "Каса на одному екрані: режим, зміна, останній документ, що чекає, що робити.",
    "Exit 6 where something needs attention, or the grave code of it.":
        "Код 6, якщо щось потребує уваги, або важчий код.",
    "Check: this many documents may wait for the server.": "Перевірка: стільки документів може чекати на сервер.",
    "Check: offline numbers that must be left.": "Перевірка: скільки офлайн-номерів має лишатися.",
    "Check: offline hours that must be left.": "Перевірка: скільки офлайн-годин має лишатися.",
    "Check: days each key must be valid.": "Перевірка: скільки днів має бути чинний кожен ключ.",
    "Show it again and again until Ctrl-C.": "Показувати знову і знову до Ctrl-C.",
    "With --watch: how often; 5 if not given.": "З --watch: як часто; 5, якщо не сказано.",
    "With --watch: stop after so many screens.": "З --watch: спинитися після стількох екранів.",
    "Without the link": "Без зв'язку",
    "Working without the link: status, limits, begin.": "Робота без зв'язку: стан, обмеження, початок.",
    "Session, hours of 36 and 168, numbers, and what waits.": "Сесія, години з 36 і 168, номери та що чекає.",
    "Show the local limits, or raise them until the 1st; at the tax server this changes nothing.":
        "Показати місцеві обмеження або підняти їх до 1-го числа; на податковому сервері це нічого не змінює.",
    "Raise the 36 hours for a time.": "Підняти 36 годин на час.",
    "Raise the 168 hours for a time.": "Підняти 168 годин на час.",
    "Last day of it, YYYY-MM-DD; never beyond the 1st.":
        "Останній день цього, YYYY-MM-DD; ніколи не далі 1-го числа.",
    "Go offline by hand (document 102), for example before work on the network.":
        "Піти офлайн вручну (документ 102), наприклад перед роботами в мережі.",
    "Send what waits and take the next offline session; a link of a minute is enough, partial progress is kept.":
        "Надіслати все, що чекає, і взяти наступну офлайн-сесію; вистачить хвилини зв'язку, частковий поступ зберігається.",
    "Settle what has no known result and send what waits; with --watch again and again (R34).":
        "З'ясувати невідомі результати й надіслати все, що чекає; з --watch знову і знову (R34).",
    "Repeat every sync.interval seconds until stopped.": "Повторювати кожні sync.interval секунд, доки не спинять.",
    "With --watch: stop after so many rounds.": "З --watch: спинитися після стількох разів.",
    "How long hours, numbers and keys last at the present pace.":
        "На скільки вистачить годин, номерів і ключів за теперішнього темпу.",
    "Documents that need a person: list, show, fix.": "Документи, яким потрібна людина: перелік, подробиці, вихід.",
    "Documents that the server refused, each with one proposed command. Exit 6 if there are any.":
        "Документи, які відхилив сервер, і до кожного одна команда. Код 6, якщо такі є.",
    "What the server said of a document, what it holds up, and every way out.":
        "Що сервер сказав про документ, що той затримує, і всі виходи.",
    "Local number, fiscal number or id.": "Локальний номер, фіскальний номер або ідентифікатор.",
    "Go one way out; the proposed one where none is named.":
        "Піти одним із виходів; запропонованим, якщо не названо.",
    "retry, senior, remake, settle or reregister.": "retry, senior, remake, settle або reregister.",
    "Tell what would be done; change nothing.": "Сказати, що було б зроблено; нічого не змінювати.",
    "Support": "Підтримка",
    "Check or read any fiscal document, signed or bare.":
        "Перевірити або прочитати будь-який фіскальний документ, підписаний чи голий.",
    "Validate fiscal documents: 0 sound, 6 valid but contradicting itself, 3 invalid; lists every finding.":
        "Перевірити фіскальні документи: 0 справний, 6 дійсний, але суперечить собі, 3 недійсний; перелічує все знайдене.",
    "XML, signed messages, packages, base64; - is stdin.":
        "XML, підписані повідомлення, пакети, base64; - — це stdin.",
    "Print what is in a fiscal document, whatever it is wrapped in.":
        "Надрукувати, що є у фіскальному документі, хай у що він загорнутий.",
    "XML, signed message, package, base64; - is stdin.":
        "XML, підписане повідомлення, пакет, base64; - — це stdin.",
    "The journal: every document and everything that happened to it.":
        "Журнал: кожен документ і все, що з ним було.",
    "Documents, newest first.": "Документи, новіші першими.",
    "How many.": "Скільки.",
    "Go on where a list ended (next_before).": "Продовжити там, де перелік закінчився (next_before).",
    "Only this kind; repeatable.": "Лише цей вид; можна декілька.",
    "Only this state; repeatable.": "Лише цей стан; можна декілька.",
    "Only documents of this shift.": "Лише документи цієї зміни.",
    "From this time on: 2026-11-21 or 2026-11-21T10:00.": "Від цього часу: 2026-11-21 або 2026-11-21T10:00.",
    "Before this time.": "До цього часу.",
    "One document: its facts, its rows, everything that happened to it.":
        "Один документ: його дані, його рядки, все, що з ним було.",
    "Fiscal number, local number or id.": "Фіскальний номер, локальний номер або ідентифікатор.",
    "With the XML of the document.": "З XML документа.",
    "Events, oldest first; with --json one envelope a line.":
        "Події, старіші першими; з --json по конверту на рядок.",
    "Events with a higher id; default: the last 50.": "Події з більшим номером; типово останні 50.",
    "Wait for more, until interrupted.": "Чекати на нові, доки не перервуть.",
    "Recompute everything: chain, numbers, hashes, tables, control numbers, totals against Z. Reads only.":
        "Обчислити все наново: ланцюжок, номери, геші, таблиці, контрольні числа, підсумки проти Z. Лише читає.",
    "Check every signature too (slower).": "Перевірити й кожен підпис (повільніше).",
    "A copy of a journal instead of the home's own.": "Копія журналу замість власного в домівці.",
    "DESK:NUMBER:HASH of a record noted elsewhere; repeatable.":
        "DESK:NUMBER:HASH запису, занотованого деінде; можна декілька.",
    "Make the tables again from the events; refused if the events themselves were altered.":
        "Зробити таблиці наново з подій; відмова, якщо змінено самі події.",
    "Only compare.": "Лише порівняти.",
    "Write documents as a table, events as JSON lines, or the signed originals with SHA256SUMS.":
        "Записати документи таблицею, події рядками JSON або підписані оригінали з SHA256SUMS.",
    "A new file, or a new folder for originals.": "Новий файл, або нова тека для оригіналів.",
    "csv, jsonl (events) or originals (signed files).": "csv, jsonl (події) або originals (підписані файли).",
    "What happened to a document, when, how long it took, what proves it, and what to do now.":
        "Що було з документом, коли, скільки тривало, чим це доведено і що робити тепер.",
    "Local number, fiscal number, id, or a beginning.":
        "Локальний номер, фіскальний номер, ідентифікатор або його початок.",
    "Write every stored byte of it into a new folder.": "Записати кожен його збережений байт у нову теку.",
    "Whether a reversal, a return or nothing is lawful for a document now, and the exact command; does nothing.":
        "Чи законні тепер для документа сторно, повернення або ніщо, і точна команда; нічого не робить.",
    "What an error means, what state the register is in then, and the next command.":
        "Що означає помилка, у якому стані тоді реєстратор і яка наступна команда.",
    "A code, a text, an HTTP status, an id, or - for a pasted log.":
        "Код, текст, статус HTTP, ідентифікатор або - для вставленого журналу.",
    "Every command; with --json also its options, arguments, example and schema.":
        "Усі команди; з --json також їхні опції, аргументи, приклад і схема.",
    "Every exit code, what it means and what a script should do.":
        "Усі коди завершення, що вони означають і що має робити скрипт.",
    "Print the completion script of a shell: put it where the shell looks, or `eval` it.":
        "Надрукувати скрипт доповнення для оболонки: покладіть його туди, де вона шукає, або виконайте `eval`.",
    "Whose completion.": "Для якої оболонки.",
    "Check everything from local to remote; every check that is not well names one command.":
        "Перевірити все від ближнього до далекого; кожна несправна перевірка називає одну команду.",
    "Id or name of a check; repeat for several.": "Ідентифікатор або назва перевірки; можна декілька.",
    "Local checks only.": "Лише місцеві перевірки.",
    "Mend what is harmless: modes, missing folders, leftovers.":
        "Полагодити нешкідливе: права, відсутні теки, залишки.",
    "Rehearse an offline day with this desk's configuration: sell, lose the link, sell, Z, come back, compare.":
        "Репетиція офлайн-дня з налаштуваннями цієї каси: продати, втратити зв'язок, продати, Z, повернутися, порівняти.",
    "The tax server's document schemas against this program's tables.":
        "Схеми документів податкового сервера проти таблиць цієї програми.",
    "Fetch the schemas in force and compare: a change of format is seen before it stops the desk. Exit 6: differs.":
        "Узяти чинні схеми й порівняти: зміну формату видно, перш ніж вона спинить касу. Код 6: відрізняються.",
    "Another server than the desk's.": "Інший сервер, не касовий.",
    "Read check01.xsd and zrep01.xsd there; ask nobody.":
        "Прочитати check01.xsd і zrep01.xsd звідти; нікого не питати.",
    "Keep the schemas that are in force at the tax server.": "Зберегти схеми, чинні на податковому сервері.",
    "Directory for check01.xsd and zrep01.xsd.": "Тека для check01.xsd і zrep01.xsd.",
    "The vital signs of all desks (or of --desk) in Prometheus' text format, or as one line for Nagios.":
        "Показники всіх кас (або з --desk однієї) у форматі Prometheus, або одним рядком для Nagios.",
    "Write this file in one step; for a collector.": "Записати цей файл одним кроком; для збирача.",
    "One line and Nagios' exit codes 0, 1, 2, 3.": "Один рядок і коди Nagios 0, 1, 2, 3.",
    "Nagios: so many documents may wait.": "Nagios: стільки документів може чекати.",
    "Nagios: offline numbers that must be left.": "Nagios: скільки офлайн-номерів має лишатися.",
    "Nagios: offline hours that must be left.": "Nagios: скільки офлайн-годин має лишатися.",
    "Nagios: days each key must be valid.": "Nagios: скільки днів має бути чинний кожен ключ.",
    "Ask many homes, in parallel; exits with the gravest code of all (0 where every target is in order).":
        "Опитати багато домівок паралельно; завершується найважчим кодом із усіх (0, якщо все гаразд).",
    "TOML file with the targets.": "Файл TOML із переліком.",
    "status, doctor or budget.": "status, doctor або budget.",
    "Targets asked at once; 8 if not said.": "Скільки опитувати водночас; 8, якщо не сказано.",
    "Seconds each target may take.": "Скільки секунд може тривати кожне опитування.",
    "Name of a target; repeat for several.": "Назва з переліку; можна декілька.",
    "Compare the journal with the tax server; changes nothing without --adopt. Exit 6 where they differ.":
        "Порівняти журнал із податковим сервером; без --adopt нічого не змінює. Код 6, якщо розходяться.",
    "Take over what the journal misses, with evidence; asks.":
        "Прийняти те, чого бракує журналу, з доказами; питає.",
    "With --adopt: register anew what was issued offline under others' numbers.":
        "З --adopt: зареєструвати наново видане офлайн під чужими номерами.",
    "Why, for the record (with --adopt).": "Чому, для запису (з --adopt).",
    "With --adopt: only tell what would be taken over.": "З --adopt: лише сказати, що було б прийнято.",
    "Backups: create, list, verify, restore; consistent, checked, encrypted.":
        "Резервні копії: зробити, перелічити, перевірити, відновити; узгоджені, перевірені, зашифровані.",
    "Copy journal, configuration and certificates into one verified file. Private keys are never inside.":
        "Скопіювати журнал, налаштування й сертифікати в один перевірений файл. Особистих ключів там ніколи немає.",
    "Directory, https://… (WebDAV), s3:https://HOST/BUCKET or exec:CMD.":
        "Тека, https://… (WebDAV), s3:https://HOST/BUCKET або exec:CMD.",
    "Close it for this key of `backup keygen`.": "Закрити для цього ключа з `backup keygen`.",
    "Do not encrypt, also where it leaves this machine.": "Не шифрувати, навіть якщо копія залишає машину.",
    "Then let older ones go: daily=7,weekly=4,monthly=12.":
        "Потім відпустити старіші: daily=7,weekly=4,monthly=12.",
    "File whose first line is the passphrase.": "Файл, перший рядок якого — парольна фраза.",
    "Open descriptor to read it from.": "Відкритий дескриптор, з якого її читати.",
    "WebDAV or S3: a file with one line NAME:SECRET.": "WebDAV або S3: файл з одним рядком NAME:SECRET.",
    "The backups at a place, newest first.": "Резервні копії в цьому місці, новіші першими.",
    "Where the backups are; else the setting backup.to.": "Де лежать копії; інакше налаштування backup.to.",
    "Open a backup and check its journal to the last record. Exit 60 damaged, 6 too old or not opened.":
        "Відкрити копію і перевірити її журнал до останнього запису. Код 60 — пошкоджена, 6 — застара або не відкрита.",
    "A name from the list, `newest`, a file, or - for stdin.": "Назва з переліку, `newest`, файл або - для stdin.",
    "Check every signature in its journal too (slower).": "Перевірити й кожен підпис у її журналі (повільніше).",
    "Exit 6 if it is older.": "Код 6, якщо вона старіша.",
    "File of `backup keygen` that opens the backup.": "Файл з `backup keygen`, що відкриває копію.",
    "Restore into an empty home; selling waits until `prro reconcile` compared it with the tax server.":
        "Відновити в порожню домівку; продаж чекає, доки `prro reconcile` не звірить її з податковим сервером.",
    "Fiscal number of a register in the backup: you mean it.":
        "Фіскальний номер реєстратора з копії: ви справді цього хочете.",
    "Restore into a throw-away folder only; touch nothing.":
        "Відновити лише в одноразову теку; нічого не зачіпати.",
    "Replace the journal of this home; keys and configuration stay.":
        "Замінити журнал цієї домівки; ключі й налаштування лишаються.",
    "Make a pair of keys: the public one closes backups here, the private one opens them where it is kept.":
        "Зробити пару ключів: відкритий закриває копії тут, особистий відкриває їх там, де його бережуть.",
    "Where the private key goes; keep it off this machine.":
        "Куди покласти особистий ключ; тримайте його не на цій машині.",
    "Timers: sync, the nightly Z-report, backups; for systemd, cron and Windows.":
        "Таймери: синхронізація, нічний Z-звіт, резервні копії; для systemd, cron і Windows.",
    "Write and start the timers of all desks (or the one of --desk); safe to repeat.":
        "Записати й запустити таймери всіх кас (або з --desk однієї); можна повторювати.",
    "sync, z or backup; repeatable. Else all.": "sync, z або backup; можна декілька. Інакше всі.",
    "For the machine or for this user; by who runs it.":
        "Для машини чи для цього користувача; за тим, хто запускає.",
    "Lines for a crontab instead.": "Натомість рядки для crontab.",
    "XML for the Windows Task Scheduler instead.": "Натомість XML для планувальника завдань Windows.",
    "Only write the files there; start nothing.": "Лише записати файли туди; нічого не запускати.",
    "Who runs system units; else the owner of the home.":
        "Від чийого імені працюють системні юніти; інакше власник домівки.",
    "File with the key's password, for LoadCredential=.": "Файл із паролем ключа, для LoadCredential=.",
    "File with the passphrase of backups.": "Файл із парольною фразою резервних копій.",
    "File with the login of the place of backups.": "Файл із входом до місця резервних копій.",
    "The timers that are installed for systemd.": "Таймери, встановлені для systemd.",
    "Stop the timers and take their files away; with --desk only that desk's.":
        "Спинити таймери і прибрати їхні файли; з --desk лише цієї каси.",
    "One redacted file for support, and what can be made of it elsewhere.":
        "Один файл для підтримки без секретів, і що з нього можна зробити деінде.",
    "Write a redacted archive of the state for support; says what is inside and asks first.\n\n`prro bundle` alone means this.":
        "Записати для підтримки архів стану без секретів; спершу каже, що всередині, і питає.\n\nСаме `prro bundle` означає те саме.",
    "The file to write.": "Який файл записати.",
    "With the XML of documents; names and numbers are not masked then.":
        "З XML документів; назви й номери тоді не приховано.",
    "How many of the last documents.": "Скільки останніх документів.",
    "Do not ask the tax server (doctor).": "Не питати податкового сервера (doctor).",
    "Rebuild the state a bundle holds, check it, and play its documents again on the embedded sandbox.":
        "Відтворити стан із пакета, перевірити його і зіграти його документи знову на вбудованому навчальному сервері.",
    "A bundle.": "Пакет.",
    "Leave the rebuilt home in this new directory.": "Лишити відтворену домівку в цій новій теці.",
}
