from prro_cli.documents.model import ZTotals, ZPayFormRow, ZTaxRow, ZBody, ZRep
from prro_cli.journal.totals import Totals
def z_sections(totals: Totals):
    def side(s):
        if s is None: return None
        return ZTotals(sum=s.sum, rndsum=s.rnd_sum or None, norndsum=s.no_rnd_sum or None, orderscnt=s.orders_count,
          payforms=tuple(ZPayFormRow(payformcd=p.code,payformnm=p.name,sum=p.sum) for p in s.pay_forms),
          taxes=tuple(ZTaxRow(type=t.type,name=t.name,letter=t.letter or None,prc=t.prc,sign=t.sign,turnover=t.turnover,turnoverdiscount=t.turnover_discount,sourcesum=t.source_sum,sum=t.sum) for t in s.taxes))
    return dict(zreprealiz=side(totals.real), zrepreturn=side(totals.ret), zrepbody=ZBody(serviceinput=totals.service_input.sum if totals.service_input else 0, serviceoutput=totals.service_output.sum if totals.service_output else 0))
def differences(totals, server): return ()
