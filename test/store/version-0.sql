-- A store that Sandbank 0.1.0 wrote: its default world (seed 7, 200 customers, from
-- 2026-11-24T09:30:00Z on) with one payment of 20.00 GBP from acc_0_current.
CREATE TABLE items (
      partition TEXT NOT NULL,
      path TEXT NOT NULL,
      version INTEGER NOT NULL,
      value TEXT NOT NULL,
      expires INTEGER,
      PRIMARY KEY (partition, path)
    ) STRICT;
INSERT INTO items VALUES ('world/wld_default', 'world', 2, '{"id":"wld_default","epoch":0,"seed":7,"size":200,"start":1795512600000,"clock":{"real":1796051565006,"world":1795512600000,"rate":1},"controlDigest":"a56f3dbc3053cc78282ebb4360025187945043453f94099157496b76530a404d","nextDue":1796083198000,"moved":true,"wakesAt":1796622163006}', NULL);
INSERT INTO items VALUES ('worlds', 'wld_default', 1, '{"id":"wld_default","createdAt":"2026-11-30T15:12:45.006Z"}', NULL);
INSERT INTO items VALUES ('world/wld_default', 'token/a56f3dbc3053cc78282ebb4360025187945043453f94099157496b76530a404d', 1, '{"id":"tok_a56f3dbc3053cc78","customer":"cus_0","createdAt":"2026-11-30T15:12:45.006Z"}', NULL);
INSERT INTO items VALUES ('world/wld_default/0', 'consent/pic_12k88y9apm422jk7', 2, '{"id":"pic_12k88y9apm422jk7","partner":"tok_a56f3dbc3053cc78","createdAt":1795512603891,"state":"AUTH","stateAt":1795512604502,"authorisations":1,"aliveFrom":1,"kind":"domestic-payment","request":{"Data":{"Initiation":{"InstructionIdentification":"I1","InstructedAmount":{"Amount":"20.00","Currency":"GBP"},"CreditorAccount":{"SchemeName":"UK.OBIE.SortCodeAccountNumber","Identification":"08080021325698","Name":"Bob Clements"},"EndToEndIdentification":"E1"}},"Risk":{}},"offer":{"ExpectedExecutionDateTime":"2026-11-24T09:30:03.891Z","ExpectedSettlementDateTime":"2026-11-24T09:30:08.891Z"},"customer":"cus_0","accounts":["acc_0_current"]}', NULL);
INSERT INTO items VALUES ('world/wld_default/0', 'idempotent/tok_a56f3dbc3053cc78/2ef847b3368960550ad1f513683bf9c20fbec1a8105033cfcaf14e41ba2f1b42', 1, '{"digest":"76667eef537c87879e82b6ceb27c7b52601df557d5c79132911d4d3cd7a8684d","id":"pic_12k88y9apm422jk7","at":1795512603891}', NULL);
INSERT INTO items VALUES ('world/wld_default/0', 'given/cus_0/pic_12k88y9apm422jk7', 1, '{}', NULL);
INSERT INTO items VALUES ('world/wld_default/0', 'order/pay_12k88y9apm422jk7', 1, '{"id":"pay_12k88y9apm422jk7","kind":"domestic-payment","consent":"pic_12k88y9apm422jk7","partner":"tok_a56f3dbc3053cc78","account":"acc_0_current","currency":"GBP","createdAt":1795512604502,"rail":"faster-payments","amount":"2000","fee":"0","accepted":1795512604502}', NULL);
INSERT INTO items VALUES ('world/wld_default/0', 'idempotent/tok_a56f3dbc3053cc78/494e8f27e3daea0d5223c908bc4e25910d36b1f2766f96640a4a328c014dfc7e', 1, '{"digest":"ad1232c3d1ae743c70bc345cfac246afaf43bab2ff90b4121fa504658c96c81d","id":"pay_12k88y9apm422jk7","at":1795512604502}', NULL);
INSERT INTO items VALUES ('world/wld_default/0', 'account/acc_0_current/leg/000000001', 1, '{"account":"acc_0_current","seq":1,"at":1795512604502,"currency":"GBP","amount":"-2000","balance":"-2000","payment":"pay_12k88y9apm422jk7","kind":"payment-out","party":{"name":"Bob Clements","scheme":"UK.OBIE.SortCodeAccountNumber","identification":"08080021325698"},"previous":"","hash":"a9a085000b3a1d77b8d00496d867469de6b9b9767c5a18ad60711989ff9a4d47"}', NULL);
INSERT INTO items VALUES ('world/wld_default/0', 'account/clr_faster-payments_acc_0_current/leg/000000001', 1, '{"account":"clr_faster-payments_acc_0_current","seq":1,"at":1795512604502,"currency":"GBP","amount":"2000","balance":"2000","payment":"pay_12k88y9apm422jk7","kind":"payment-in","party":{"name":"Grace Whitfield","scheme":"UK.OBIE.SortCodeAccountNumber","identification":"00152858271133"},"previous":"","hash":"fdc7bec71aec3006f22b1636690ae3ecd80b16068f3defdfeefcc44eaed656f4"}', NULL);
INSERT INTO items VALUES ('world/wld_default/0', 'due/001796083198000/0000000000/interest/72966', 1, '{"at":1796083198000,"seq":0,"order":"interest","n":72966}', NULL);
INSERT INTO items VALUES ('waking', '001796622163006/wld_default', 1, '{"id":"wld_default"}', NULL);
