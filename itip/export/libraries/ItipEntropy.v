(* ItipEntropy: joint entropies of random variables on a finite probability space.

   What it shows: they are a polymatroid (theorem [joint_entropies_polymatroid]), so that what holds
   for every polymatroid holds for random variables; and they are the entropies of the textbooks,
   - sum P(x) log2 P(x) (theorem [entropy_textbook] and its corollaries).  Standard library only,
   and no axioms but those of its real numbers and logarithms, among them excluded middle. *)

From Coq Require Import Reals List NArith Lra Bool Lia.
Require Import ItipCheck.
Open Scope R_scope.

(* ---------- finite sums over lists ---------- *)
Section Sums.
Context {A : Type}.

Fixpoint sum (f : A -> R) (l : list A) : R :=
  match l with nil => 0 | x :: l' => f x + sum f l' end.

Lemma sum_ext f g l : (forall x, In x l -> f x = g x) -> sum f l = sum g l.
Proof. induction l; simpl; intros E; [reflexivity|]. rewrite E, IHl; auto. Qed.

Lemma sum_le f g l : (forall x, In x l -> f x <= g x) -> sum f l <= sum g l.
Proof.
  induction l as [|a l IH]; simpl; intros E; [lra|].
  apply Rplus_le_compat; [apply E; auto | apply IH; auto].
Qed.

Lemma sum_plus f g l : sum (fun x => f x + g x) l = sum f l + sum g l.
Proof. induction l; simpl; lra. Qed.

Lemma sum_scal k f l : sum (fun x => k * f x) l = k * sum f l.
Proof. induction l; simpl; lra. Qed.

Lemma sum_opp f l : sum (fun x => - f x) l = - sum f l.
Proof. induction l; simpl; lra. Qed.

Lemma sum_nonneg f l : (forall x, In x l -> 0 <= f x) -> 0 <= sum f l.
Proof.
  induction l as [|a l IH]; simpl; intros E; [lra|].
  apply Rplus_le_le_0_compat; auto.
Qed.

Lemma sum_ge1 f l y : (forall x, In x l -> 0 <= f x) -> In y l -> f y <= sum f l.
Proof.
  induction l as [|a l IH]; simpl; intros E Hy; [contradiction|].
  destruct Hy as [<-|Hy].
  - pose proof (sum_nonneg f l ltac:(auto)). lra.
  - pose proof (IH ltac:(auto) Hy). pose proof (E a ltac:(auto)). lra.
Qed.

Lemma sum_0 l : sum (fun _ => 0) l = 0.
Proof. induction l; simpl; lra. Qed.
End Sums.

Lemma sum_swap {A B} (f : A -> B -> R) la lb :
  sum (fun a => sum (fun b => f a b) lb) la = sum (fun b => sum (fun a => f a b) la) lb.
Proof.
  induction la as [|a la IH]; simpl.
  - symmetry; apply sum_0.
  - rewrite IH, <- sum_plus. reflexivity.
Qed.

(* ---------- finite probability spaces and random variables ---------- *)

Record space := Space {
  omega :> Type;
  outcomes : list omega;
  pr : omega -> R;
  pr_nonneg : forall w, 0 <= pr w;
  pr_total : sum pr outcomes = 1 }.

Record variable (P : space) := RandomVariable {
  alphabet : Type;
  alphabet_dec : forall x y : alphabet, {x = y} + {x <> y};
  at_outcome :> P -> alphabet }.
Arguments RandomVariable {P} alphabet alphabet_dec at_outcome.
Arguments alphabet {P} v.
Arguments alphabet_dec {P} v x y.
Arguments at_outcome {P} v w.

Section Entropy.
Variable s : space.
Variable V : N -> Type.                                   (* alphabets, *)
Variable eqV : forall i (x y : V i), {x = y} + {x <> y}.  (* where equality is decidable *)
Variable X : forall i, s -> V i.                          (* random variables X_0, X_1, ... *)
Local Notation Om := (outcomes s).
Local Notation p := (pr s).

(* w and w' give the same value to each X_i with i in S *)
Definition same (S : N) (w w' : s) : Prop := forall i, N.testbit S i = true -> X i w = X i w'.

Fixpoint upto (n : nat) : list N := match n with O => nil | S n' => upto n' ++ [N.of_nat n'] end.

Definition sameb (S : N) (w w' : s) : bool :=
  forallb (fun i => negb (N.testbit S i) || if eqV i (X i w) (X i w') then true else false)
          (upto (N.to_nat (N.size S))).

Lemma in_upto n i : In i (upto n) <-> (i < N.of_nat n)%N.
Proof.
  induction n as [|n IH]; [simpl; lia|].
  cbn [upto]; rewrite in_app_iff, IH. simpl In. lia.
Qed.

Lemma testbit_size S i : N.testbit S i = true -> (i < N.size S)%N.
Proof.
  intros T. destruct (N.lt_ge_cases i (N.size S)) as [|L]; [assumption|].
  destruct (N.eq_dec S 0) as [->|NZ]; [rewrite N.bits_0 in T; discriminate|].
  rewrite N.bits_above_log2 in T; [discriminate|].
  rewrite N.size_log2 in L by assumption. lia.
Qed.

Lemma samebP S w w' : sameb S w w' = true <-> same S w w'.
Proof.
  unfold sameb, same; rewrite forallb_forall; split.
  - intros F i T. specialize (F i). rewrite in_upto, N2Nat.id in F.
    specialize (F (testbit_size _ _ T)). rewrite T in F; simpl in F.
    destruct (eqV i (X i w) (X i w')); [assumption|discriminate].
  - intros F i _. destruct (N.testbit S i) eqn:T; [simpl|reflexivity].
    destruct (eqV i (X i w) (X i w')); [reflexivity|]. exfalso; auto.
Qed.

Definition ind (b : bool) : R := if b then 1 else 0.

Lemma ind01 b : 0 <= ind b <= 1. Proof. destruct b; simpl; lra. Qed.

(* the probability that X_S takes the value that it has at w *)
Definition P (S : N) (w : s) : R := sum (fun w' => p w' * ind (sameb S w w')) Om.

(* the joint entropy of X_S in nats, E[- ln P(X_S)] *)
Definition entropy (S : N) : R := sum (fun w => p w * - ln (P S w)) Om.

Lemma p_nonneg w : 0 <= p w. Proof. apply pr_nonneg. Qed.

Lemma P_term S w w' : 0 <= p w' * ind (sameb S w w').
Proof. apply Rmult_le_pos; [apply p_nonneg | apply ind01]. Qed.

Lemma same_refl S w : sameb S w w = true.
Proof. apply samebP; intros i _; reflexivity. Qed.

Lemma same_sym S w w' : sameb S w w' = sameb S w' w.
Proof. apply eq_iff_eq_true. rewrite !samebP. split; intros F i T; symmetry; auto. Qed.

Lemma P_ge S w : In w Om -> p w <= P S w.
Proof.
  intros I. pose proof (sum_ge1 (fun w' => p w' * ind (sameb S w w')) Om w
     (fun x _ => P_term S w x) I) as K. cbv beta in K. rewrite same_refl in K.
  unfold P. simpl in K. lra.
Qed.

Lemma P_nonneg S w : 0 <= P S w.
Proof. apply sum_nonneg; intros; apply P_term. Qed.

Lemma P_mono A B w : (forall w', sameb B w w' = true -> sameb A w w' = true) -> P B w <= P A w.
Proof.
  intros E. apply sum_le; intros w' _. apply Rmult_le_compat_l; [apply p_nonneg|].
  destruct (sameb B w w') eqn:Q; simpl; [rewrite (E _ Q); simpl; lra | apply ind01].
Qed.

Lemma P_congr S w w' : sameb S w w' = true -> P S w = P S w'.
Proof.
  intros E; apply sum_ext; intros u _. f_equal. f_equal.
  apply eq_iff_eq_true. rewrite samebP in E. rewrite !samebP.
  split; intros F i T; [rewrite <- (E i T) | rewrite (E i T)]; auto.
Qed.

Lemma same_lor A B w w' : sameb (N.lor A B) w w' = sameb A w w' && sameb B w w'.
Proof.
  apply eq_iff_eq_true. rewrite andb_true_iff, !samebP. unfold same.
  split.
  - intros F; split; intros i T; apply F; rewrite N.lor_spec, T; auto using orb_true_r.
  - intros [F G] i T. rewrite N.lor_spec, orb_true_iff in T. destruct T; auto.
Qed.

Lemma entropy_empty : entropy 0%N = 0.
Proof.
  unfold entropy. rewrite <- (sum_0 Om). apply sum_ext; intros w _.
  replace (P 0 w) with 1; [rewrite ln_1; lra|].
  unfold P. rewrite <- (pr_total s). apply sum_ext; intros w' _.
  replace (sameb 0 w w') with true; [simpl; lra|]. symmetry; apply samebP.
  intros i T. rewrite N.bits_0 in T. discriminate.
Qed.

Lemma entropy_mono A B : entropy A <= entropy (N.lor A B).
Proof.
  apply sum_le; intros w I. destruct (Req_dec (p w) 0) as [->|NZ]; [lra|].
  pose proof (p_nonneg w). apply Rmult_le_compat_l; [lra|].
  apply Ropp_le_contravar. pose proof (P_ge (N.lor A B) w I).
  assert (L : P (N.lor A B) w <= P A w).
  { apply P_mono; intros w'; rewrite same_lor, andb_true_iff; tauto. }
  destruct L as [L|L]; [left; apply ln_increasing; lra | rewrite L; lra].
Qed.

Lemma ln_le x : 0 < x -> ln x <= x - 1.
Proof.
  intros Hx. destruct (Rlt_or_le (x - 1) (ln x)) as [L|]; [|assumption].
  pose proof (exp_increasing _ _ L) as E. rewrite exp_ln in E by assumption.
  destruct (Req_dec (x - 1) 0) as [Z|NZ].
  - rewrite Z, exp_0 in E. lra.
  - pose proof (exp_ineq1 (x - 1) NZ). lra.
Qed.

(* Submodularity, for three sets A, B, C: with the ratio r = P_AC P_BC / (P_ABC P_C), the claim is
   0 <= E[- ln r]; as ln r <= r - 1, it is enough that E[r] <= 1. *)
Section Submodular.
Variables A B C : N.
Let ABC := N.lor (N.lor A B) C.
Let AC := N.lor A C.
Let BC := N.lor B C.

Definition ratio (w : s) : R := P AC w * P BC w * / (P ABC w * P C w).

Lemma pos S w : In w Om -> p w <> 0 -> 0 < P S w.
Proof. intros I NZ. pose proof (P_ge S w I). pose proof (p_nonneg w). lra. Qed.

(* the share of w in E[r] where w agrees with a on AC and with b on BC *)
Definition share (a b w : s) : R :=
  p w * / (P ABC w * P C w) * ind (sameb AC w a) * ind (sameb BC w b).

Lemma ratio_shares : sum (fun w => p w * ratio w) Om =
  sum (fun a => p a * sum (fun b => p b * sum (share a b) Om) Om) Om.
Proof.
  transitivity (sum (fun w => sum (fun a => sum (fun b => p a * (p b * share a b w)) Om) Om) Om).
  - apply sum_ext; intros w _. unfold ratio. set (k := / (P ABC w * P C w)).
    replace (p w * (P AC w * P BC w * k)) with (p w * k * P BC w * P AC w) by ring.
    unfold P at 2. rewrite <- sum_scal. apply sum_ext; intros a _. unfold P.
    transitivity (p w * k * (p a * ind (sameb AC w a)) *
      sum (fun b => p b * ind (sameb BC w b)) Om); [ring|].
    rewrite <- sum_scal. apply sum_ext; intros b _. unfold share. fold k. ring.
  - rewrite sum_swap. apply sum_ext; intros a _. rewrite <- sum_scal.
    rewrite sum_swap. apply sum_ext; intros b _. rewrite <- !sum_scal.
    apply sum_ext; intros w _. ring.
Qed.

Lemma shares_of_class a b w0 : In a Om -> p a <> 0 -> In w0 Om -> p w0 <> 0 ->
  sameb AC w0 a = true -> sameb BC w0 b = true ->
  sameb C a b = true /\ sum (share a b) Om <= / P C a.
Proof.
  intros Ia NZa I0 NZ0 Ea Eb.
  pose proof (pos C a Ia NZa) as PC. pose proof (pos ABC w0 I0 NZ0) as PA.
  pose proof (Rinv_0_lt_compat _ PC). pose proof (Rinv_0_lt_compat _ PA).
  unfold AC, BC in Ea, Eb. rewrite same_lor, andb_true_iff in Ea, Eb.
  destruct Ea as [EA EC], Eb as [EB EC']. split.
  { rewrite samebP in *. intros i T. rewrite <- (EC i T). auto. }
  apply Rle_trans with (sum (fun w => / P ABC w0 * / P C a * (p w * ind (sameb ABC w0 w))) Om).
  - apply sum_le; intros w Iw. unfold share.
    assert (0 <= / P ABC w0 * / P C a * (p w * ind (sameb ABC w0 w))) as NN.
    { apply Rmult_le_pos; [apply Rmult_le_pos; lra | apply P_term]. }
    destruct (sameb AC w a) eqn:FA; [|simpl ind; lra].
    destruct (sameb BC w b) eqn:FB; [|simpl ind; lra]. clear NN.
    unfold AC, BC in FA, FB. rewrite same_lor, andb_true_iff in FA, FB.
    destruct FA as [FA FC], FB as [FB FC'].
    assert (sameb ABC w0 w = true) as SW.
    { unfold ABC. rewrite !same_lor, !andb_true_iff, !samebP in *. repeat split; intros i T.
      - rewrite (EA i T), (FA i T). reflexivity.
      - rewrite (EB i T), (FB i T). reflexivity.
      - rewrite (EC i T), (FC i T). reflexivity. }
    rewrite SW, <- (P_congr ABC w0 w SW), (P_congr C w a FC); simpl ind. right. field. lra.
  - rewrite sum_scal. change (sum (fun w => p w * ind (sameb ABC w0 w)) Om) with (P ABC w0).
    right. field. lra.
Qed.

Lemma shares_bound a b : In a Om -> p a <> 0 ->
  sum (share a b) Om <= ind (sameb C a b) * / P C a.
Proof.
  intros Ia NZ.
  set (t := fun w => sameb AC w a && sameb BC w b && if Req_EM_T (p w) 0 then false else true).
  destruct (existsb t Om) eqn:EX.
  - apply existsb_exists in EX. destruct EX as [w0 [I0 E0]]. unfold t in E0.
    rewrite !andb_true_iff in E0. destruct E0 as [[Ea Eb] NZ0].
    destruct (Req_EM_T (p w0) 0); [discriminate|].
    destruct (shares_of_class a b w0) as [-> L]; try assumption. simpl ind. lra.
  - apply Rle_trans with 0.
    + right. rewrite <- (sum_0 Om). apply sum_ext; intros w Iw. unfold share.
      assert (t w = false) as NE.
      { apply not_true_is_false; intros T. apply not_true_iff_false in EX. apply EX.
        apply existsb_exists; exists w; auto. }
      unfold t in NE. destruct (sameb AC w a), (sameb BC w b); simpl in *; try ring.
      destruct (Req_EM_T (p w) 0) as [E|]; [rewrite E; ring | discriminate].
    + pose proof (Rinv_0_lt_compat _ (pos C a Ia NZ)). apply Rmult_le_pos; [apply ind01 | lra].
Qed.

Lemma ratio_mean : sum (fun w => p w * ratio w) Om <= 1.
Proof.
  rewrite ratio_shares, <- (pr_total s). apply sum_le; intros a Ia.
  destruct (Req_dec (p a) 0) as [->|NZ]; [lra|].
  rewrite <- (Rmult_1_r (p a)) at 2. apply Rmult_le_compat_l; [apply p_nonneg|].
  apply Rle_trans with (sum (fun b => / P C a * (p b * ind (sameb C a b))) Om).
  - apply sum_le; intros b _. pose proof (shares_bound a b Ia NZ).
    replace (/ P C a * (p b * ind (sameb C a b)))
      with (p b * (ind (sameb C a b) * / P C a)) by ring.
    apply Rmult_le_compat_l; [apply p_nonneg | assumption].
  - rewrite sum_scal. change (sum (fun b => p b * ind (sameb C a b)) Om) with (P C a).
    pose proof (pos C a Ia NZ). right. field. lra.
Qed.

Lemma ln_ratio w : In w Om -> p w <> 0 ->
  ln (P AC w) + ln (P BC w) - ln (P ABC w) - ln (P C w) <= ratio w - 1.
Proof.
  intros I NZ. pose proof (pos ABC w I NZ). pose proof (pos AC w I NZ).
  pose proof (pos BC w I NZ). pose proof (pos C w I NZ).
  assert (0 < P ABC w * P C w) as D by (apply Rmult_lt_0_compat; assumption).
  assert (0 < P AC w * P BC w) as E by (apply Rmult_lt_0_compat; assumption).
  pose proof (Rinv_0_lt_compat _ D).
  assert (0 < ratio w) as L by (apply Rmult_lt_0_compat; assumption).
  apply ln_le in L. unfold ratio at 1 in L.
  rewrite ln_mult, ln_mult, ln_Rinv, ln_mult in L by assumption. lra.
Qed.

Lemma entropy_submod : entropy ABC + entropy C <= entropy AC + entropy BC.
Proof.
  unfold entropy. rewrite <- !sum_plus. pose proof ratio_mean as M. pose proof (pr_total s) as T.
  apply Rle_trans with (sum (fun w => p w * - ln (P AC w) + p w * - ln (P BC w) +
    (p w * ratio w + -1 * p w)) Om).
  - apply sum_le; intros w I. destruct (Req_dec (p w) 0) as [->|NZ]; [lra|].
    pose proof (Rmult_le_compat_l _ _ _ (p_nonneg w) (ln_ratio w I NZ)). lra.
  - rewrite (sum_plus _ (fun w => p w * ratio w + -1 * p w)), (sum_plus _ (fun w => -1 * p w)).
    rewrite sum_scal. lra.
Qed.
End Submodular.

Theorem entropic : polymatroid entropy.
Proof.
  constructor; [apply entropy_empty | apply entropy_mono | apply entropy_submod].
Qed.
End Entropy.

(* ---------- joint entropies in bits ---------- *)

Definition log2 (x : R) : R := ln x / ln 2.

Lemma ln_2_pos : 0 < ln 2.
Proof. rewrite <- ln_1. apply ln_increasing; lra. Qed.

Section Bits.
Context {s : space}.
Local Notation Om := (outcomes s).

Definition constant_variable : variable s :=
  RandomVariable unit (fun x y => match x, y with tt, tt => left eq_refl end) (fun _ => tt).

Definition member (Xs : list (variable s)) (i : N) : variable s :=
  nth (N.to_nat i) Xs constant_variable.

(* h(S) = H(X_i : i in S) in bits; past the end of the list the variables are constant *)
Definition joint_entropies (Xs : list (variable s)) (S : N) : R :=
  entropy s (fun i => alphabet (member Xs i)) (fun i => alphabet_dec (member Xs i))
    (fun i => at_outcome (member Xs i)) S / ln 2.

Theorem joint_entropies_polymatroid Xs : polymatroid (joint_entropies Xs).
Proof.
  unfold joint_entropies. pose proof (Rinv_0_lt_compat _ ln_2_pos).
  match goal with |- context [entropy s ?V ?e ?X] => destruct (entropic s V e X) as [E M S] end.
  constructor; intros; unfold Rdiv.
  - rewrite E. lra.
  - apply Rmult_le_compat_r; [lra|apply M].
  - rewrite <- !Rmult_plus_distr_r. apply Rmult_le_compat_r; [lra|apply S].
Qed.

(* ---------- the definition is that of the textbooks ---------- *)

(* P(T = t) *)
Definition probability (T : variable s) (t : alphabet T) : R :=
  sum (fun w => pr s w * if alphabet_dec T (T w) t then 1 else 0) Om.

Lemma sum_at {A} (dec : forall x y : A, {x = y} + {x <> y}) (f : A -> R) a l :
  NoDup l -> In a l -> sum (fun t => (if dec a t then 1 else 0) * f t) l = f a.
Proof.
  induction l as [|b l IH]; intros D I; [contradiction|]. inversion_clear D as [|? ? N D'].
  cbn [sum]. destruct (dec a b) as [<-|NE].
  - rewrite (sum_ext _ (fun _ => 0)), sum_0; [ring|].
    intros t It. destruct (dec a t) as [<-|]; [contradiction|ring].
  - destruct I as [->|I]; [contradiction|]. rewrite IH by assumption. ring.
Qed.

(* H(X_i : i in S) = - sum of P(T = t) log2 P(T = t), where T is (X_i : i in S), that is, any
   variable whose value tells as much as those of these X_i, and t runs once over the values of T *)
Theorem entropy_textbook Xs S (T : variable s) (values : list (alphabet T)) :
  (forall w w', T w = T w' <-> forall i, N.testbit S i = true -> member Xs i w = member Xs i w') ->
  NoDup values -> (forall w, In w Om -> In (T w) values) ->
  joint_entropies Xs S = - sum (fun t => probability T t * log2 (probability T t)) values.
Proof.
  intros E D I. unfold joint_entropies, entropy, log2.
  match goal with |- context [P s ?V ?e ?X S] => set (q := P s V e X S) end.
  assert (forall w, q w = probability T (T w)) as Q.
  { intros w. apply sum_ext. intros w' _. f_equal.
    destruct (sameb _ _ _ _ S w w') eqn:B, (alphabet_dec T (T w') (T w)) as [J|J];
      try reflexivity; exfalso.
    - apply samebP in B. apply J, E. intros i Ti. symmetry. exact (B i Ti).
    - apply Bool.not_true_iff_false in B. apply B, samebP. intros i Ti. symmetry.
      exact (proj1 (E w' w) J i Ti). }
  transitivity (sum (fun w => sum (fun t => (if alphabet_dec T (T w) t then 1 else 0) *
    (pr s w * - (ln (probability T t) / ln 2))) values) Om).
  - unfold Rdiv at 1. rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros w Iw.
    rewrite (sum_at _ (fun t => pr s w * - (ln (probability T t) / ln 2)) (T w)), Q by auto.
    unfold Rdiv. ring.
  - rewrite sum_swap, <- sum_opp. apply sum_ext. intros t _.
    set (k := ln (probability T t) / ln 2). unfold probability.
    transitivity (- k * sum (fun w => pr s w * if alphabet_dec T (T w) t then 1 else 0) Om).
    + rewrite <- sum_scal. apply sum_ext. intros w _. ring.
    + ring.
Qed.

(* H(X) *)
Corollary entropy_of_one (X : variable s) values :
  NoDup values -> (forall w, In w Om -> In (X w) values) ->
  joint_entropies [X] 1 = - sum (fun x => probability X x * log2 (probability X x)) values.
Proof.
  apply entropy_textbook. intros w w'. split.
  - intros E i T. destruct i as [|i]; [exact E | now destruct i].
  - intros F. exact (F 0%N eq_refl).
Qed.

Definition joined (X Y : variable s) : variable s :=
  RandomVariable (alphabet X * alphabet Y)
    (fun a b => match alphabet_dec X (fst a) (fst b), alphabet_dec Y (snd a) (snd b) with
     | left e, left f => left (injective_projections a b e f)
     | right n, _ => right (fun e => n (f_equal fst e))
     | _, right n => right (fun e => n (f_equal snd e))
     end)
    (fun w => (X w, Y w)).

(* H(X,Y) *)
Corollary entropy_of_two (X Y : variable s) values :
  NoDup values -> (forall w, In w Om -> In (X w, Y w) values) ->
  joint_entropies [X; Y] 3 =
  - sum (fun t => probability (joined X Y) t * log2 (probability (joined X Y) t)) values.
Proof.
  apply (entropy_textbook _ _ (joined X Y)). intros w w'. split.
  - intros E i T. injection E as E F. destruct i as [|[i|i|]]; [exact E | | | exact F];
      destruct i; discriminate.
  - intros F. exact (f_equal2 pair (F 0%N eq_refl) (F 1%N eq_refl)).
Qed.
End Bits.

(* proves for random variables what [theorem] says of polymatroids *)
Ltac by_polymatroids theorem := intros; apply theorem, joint_entropies_polymatroid.
